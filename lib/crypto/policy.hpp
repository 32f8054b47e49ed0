// SPDX-License-Identifier: Apache-2.0
// Every algorithm that Cardea uses, one row each: what for, its strength, where it is specified.
// What is not in the table is not used; a test holds the table against a snapshot.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cardea::crypto {

struct Allowed {
  std::string_view use;  // "tls version", "tls suite", "tls group", "signature", "metadata" (of updates), "hash", "mac", "kdf",
                         // "aead", "password", "one-time", "random"
  std::string_view algorithm;  // OpenSSL's or IANA's name
  unsigned strength_bits;
  std::string_view reference;  // RFC or NIST number
};

std::span<const Allowed> policy();
std::string print_policy();  // the snapshot's text
// The value for OpenSSL's set1_groups_list, set1_sigalgs_list and ciphersuites, made from the table.
std::string openssl_list(std::string_view use);

}  // namespace cardea::crypto
