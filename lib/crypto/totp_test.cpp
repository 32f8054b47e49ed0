// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/totp.hpp"

#include <gtest/gtest.h>

namespace cardea::crypto {
namespace {

const SecretBytes kSecret{std::string_view("12345678901234567890")};  // RFC 6238 appendix B

TEST(Totp, makes_the_codes_of_the_rfc) {
  EXPECT_EQ(totp_code(kSecret, 59 / 30), "287082");
  EXPECT_EQ(totp_code(kSecret, 1'111'111'109 / 30), "081804");
  EXPECT_EQ(totp_code(kSecret, 1'111'111'111 / 30), "050471");
  EXPECT_EQ(totp_code(kSecret, 1'234'567'890 / 30), "005924");
  EXPECT_EQ(totp_code(kSecret, 2'000'000'000 / 30), "279037");
  EXPECT_EQ(totp_code(kSecret, 20'000'000'000 / 30), "353130");
}

TEST(Totp, takes_the_code_of_now_and_of_its_neighbours) {
  const std::int64_t now = 1'800'000'000;
  const auto step = static_cast<std::uint64_t>(now / 30);
  for (const std::uint64_t near : {step - 1, step, step + 1})
    EXPECT_EQ(totp_step(kSecret, totp_code(kSecret, near), now, 0), near);
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step - 2), now, 0));
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step + 2), now, 0));
}

TEST(Totp, takes_no_code_twice) {
  const std::int64_t now = 1'800'000'000;
  const auto step = static_cast<std::uint64_t>(now / 30);
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step), now, step));
  EXPECT_FALSE(totp_step(kSecret, totp_code(kSecret, step - 1), now, step));
  EXPECT_TRUE(totp_step(kSecret, totp_code(kSecret, step + 1), now, step));
}

TEST(Totp, takes_nothing_else_for_a_code) {
  for (const char* text : {"", "0", "28708", "2870820", "abcdef", "287 082"})
    EXPECT_FALSE(totp_step(kSecret, text, 59, 0)) << text;
  EXPECT_FALSE(totp_step(kSecret, "755224", 0, 0)) << "a clock that stands at the start of time";
}

}  // namespace
}  // namespace cardea::crypto
