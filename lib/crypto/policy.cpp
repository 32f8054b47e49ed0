// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/policy.hpp"

#include <algorithm>
#include <array>

namespace cardea::crypto {
namespace {

// TLS rows stand in our order of preference. Changing a row is a change of the product's security: the snapshot shows it.
// clang-format off
//= EN303645 5.1-3
//= EN303645 5.5-1
constexpr std::array kPolicy = {
    Allowed{"tls version",  "TLSv1.3",                      128, "RFC 8446"},
    Allowed{"tls suite",    "TLS_AES_256_GCM_SHA384",       256, "RFC 8446 B.4"},
    Allowed{"tls suite",    "TLS_AES_128_GCM_SHA256",       128, "RFC 8446 B.4"},
    Allowed{"tls suite",    "TLS_CHACHA20_POLY1305_SHA256", 256, "RFC 8446 B.4"},
    Allowed{"tls group",    "X25519",                       128, "RFC 7748"},
    Allowed{"tls group",    "P-256",                        128, "NIST SP 800-186"},
    Allowed{"signature",    "ecdsa_secp256r1_sha256",       128, "FIPS 186-5"},
    Allowed{"signature",    "ed25519",                      128, "RFC 8032"},
    Allowed{"metadata",     "rsassa-pss-sha256",            128, "RFC 8017"},
    Allowed{"hash",         "SHA-256",                      128, "FIPS 180-4"},
    Allowed{"hash",         "SHA-512",                      256, "FIPS 180-4"},
    Allowed{"mac",          "HMAC-SHA-256",                 256, "RFC 2104"},
    Allowed{"kdf",          "HKDF-SHA-256",                 256, "RFC 5869"},
    Allowed{"aead",         "AES-256-GCM",                  256, "NIST SP 800-38D"},
    Allowed{"password",     "argon2id",                     128, "RFC 9106"},
    Allowed{"one-time",     "HMAC-SHA1",                    160, "RFC 6238"},
    Allowed{"random",       "CTR-DRBG",                     256, "NIST SP 800-90A"},
    Allowed{"random",       "getrandom",                    256, "BSI AIS 20/31"},
};
// clang-format on

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(text.size() < width ? width - text.size() : 1, ' ');
  return out;
}

}  // namespace

std::span<const Allowed> policy() {
  return kPolicy;
}

std::string print_policy() {
  std::string out = padded("use", 13) + padded("algorithm", 30) + padded("bits", 6) + "reference\n";
  for (const Allowed& row : kPolicy) {
    out += padded(row.use, 13) + padded(row.algorithm, 30) + padded(std::to_string(row.strength_bits), 6);
    out += std::string(row.reference) + "\n";
  }
  return out;
}

std::string openssl_list(std::string_view use) {
  std::string list;
  for (const Allowed& row : kPolicy) {
    if (row.use != use) continue;
    if (!list.empty()) list += ':';
    list += row.algorithm;
  }
  return list;
}

}  // namespace cardea::crypto
