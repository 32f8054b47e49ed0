// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/policy.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "lib/crypto/openssl.hpp"

namespace cardea::crypto {
namespace {

TEST(CryptoPolicy, is_the_reviewed_snapshot) {
  std::ifstream in(CARDEA_SOURCE_DIR "/lib/crypto/policy.snapshot.txt");
  const std::string snapshot{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(print_policy(), snapshot)
      << "A change of algorithms is a change of security: have it reviewed, then update the snapshot.";
}

//= EN303645 5.5-1 type=test
TEST(CryptoPolicy, allows_nothing_below_128_bits) {
  ASSERT_FALSE(policy().empty());
  for (const Allowed& row : policy()) EXPECT_GE(row.strength_bits, 128U) << row.algorithm;
}

TEST(CryptoPolicy, names_no_algorithm_that_is_broken_or_withdrawn) {
  const std::string text = print_policy();
  for (const char* name : {"SHA-1 ", "MD5", "DES", "RC4", "CBC", "RSA", "TLSv1.2", "PBKDF2"})
    EXPECT_EQ(text.find(name), std::string::npos) << name;
}

// What every authenticator app speaks; as a MAC over a counter it is not touched by what broke SHA-1 as a hash.
TEST(CryptoPolicy, allows_sha1_in_one_time_codes_only) {
  for (const Allowed& row : policy()) {
    if (row.algorithm.find("SHA1") != std::string_view::npos || row.algorithm.find("SHA-1") != std::string_view::npos) {
      EXPECT_EQ(row.use, "one-time") << row.algorithm;
      EXPECT_EQ(row.algorithm, "HMAC-SHA1");
    }
  }
}

TEST(CryptoPolicy, lists_are_what_openssl_takes) {
  const std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>> context(SSL_CTX_new(TLS_method()));
  ASSERT_TRUE(context);
  EXPECT_EQ(SSL_CTX_set_ciphersuites(context.get(), openssl_list("tls suite").c_str()), 1);
  EXPECT_EQ(SSL_CTX_set1_groups_list(context.get(), openssl_list("tls group").c_str()), 1);
  EXPECT_EQ(SSL_CTX_set1_sigalgs_list(context.get(), openssl_list("signature").c_str()), 1);
  EXPECT_EQ(openssl_list("tls group"), "X25519:P-256");
}

TEST(CryptoPolicy, an_unknown_use_allows_nothing) {
  EXPECT_EQ(openssl_list("tls"), "");
}

}  // namespace
}  // namespace cardea::crypto
