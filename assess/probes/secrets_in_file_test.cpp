// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/secrets_in_file.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

using Told = std::vector<std::string>;

Told in(std::string_view path, const std::string& text) {
  return secrets_in_file(path, as_bytes(std::string_view(text)));
}

const std::string kKey = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n";
const std::string kSalted = "$6$saltsaltsalt$" + std::string(86, 'x');

TEST(SecretsInFiles, a_private_key_is_told_and_the_mark_of_a_parser_is_not) {
  EXPECT_EQ(in("key.pem", "-----BEGIN PRIVATE KEY-----\n" + kKey), Told{"a private key"});
  EXPECT_EQ(in("key.pem", "-----BEGIN DSA PRIVATE KEY-----\r\n" + kKey), Told{"a private key"});
  EXPECT_EQ(in("old.pem", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n" + kKey),
            Told{"a private key"});
  EXPECT_EQ(in("program", "-----BEGIN PRIVATE KEY-----\n and -----END PRIVATE KEY-----\n"), Told{});
  EXPECT_EQ(in("cert.pem", "-----BEGIN CERTIFICATE-----\n" + kKey), Told{});
}

TEST(SecretsInFiles, every_account_with_a_hash_is_told_by_its_name_and_never_by_the_hash) {
  EXPECT_EQ(in("etc/shadow", "root:" + kSalted + ":19000:0:99999:7:::\nuser:*:19000::::::\nadmin:!" + kSalted + ":1::::::\n"),
            Told{"a password hash of root"});
  EXPECT_EQ(in("srv/users", "house:$apr1$abcdefgh$" + std::string(22, 'a') + "\n"), Told{"a password hash of house"});
  EXPECT_EQ(in("etc/shadow", "root:$y$j9T$abcdefghijkl$" + std::string(43, 'z') + ":1::::::"), Told{"a password hash of root"});
  EXPECT_EQ(in("etc/passwd", "root:abJnggxhB/yWI:0:0:root:/:/bin/sh\n"), Told{"a password hash of root"});
}

TEST(SecretsInFiles, an_account_that_needs_no_password_is_told) {
  EXPECT_EQ(in("etc/passwd", "root::0:0:root:/:/bin/sh\ndaemon:x:1:1::/:/bin/false\n"), Told{"no password for root"});
  EXPECT_EQ(in("doc/notes", "root::0:0:root:/:/bin/sh\n"), Told{});
}

TEST(SecretsInFiles, words_that_only_look_like_hashes_are_left_alone) {
  EXPECT_EQ(in("libcrypt.so", std::string("x:$6$rounds=\0:$5$", 17)), Told{});
  EXPECT_EQ(in("config", "path:$HOME/some/where/that/is/long/enough/to/be/one\n"), Told{});
  EXPECT_EQ(in("config", "price:$100\ntext:abJnggxhB/yWI\n"), Told{});
}

TEST(SecretsInFiles, tokens_of_services_are_told_by_how_they_begin) {
  const std::string body = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  EXPECT_EQ(in("program", "key=AKIA" + body.substr(0, 16) + ";"), Told{"a token (AKIA...)"});
  EXPECT_EQ(in("program", "ghp_" + body), Told{"a token (ghp_...)"});
  EXPECT_EQ(in("program", "XAKIA" + body.substr(0, 16)), Told{});
  EXPECT_EQ(in("program", "AKIA" + body.substr(0, 15)), Told{});
}

TEST(SecretsInFiles, of_a_file_full_of_them_the_first_are_told) {
  std::string accounts;
  for (int i = 0; i < 100; ++i) accounts += "user" + std::to_string(i) + ":" + kSalted + "::::::\n";
  EXPECT_EQ(in("etc/shadow", accounts).size(), kSecretsToldMax);
}

}  // namespace
}  // namespace cardea::assess
