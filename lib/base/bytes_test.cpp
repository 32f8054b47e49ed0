// SPDX-License-Identifier: Apache-2.0
#include "lib/base/bytes.hpp"

#include <gtest/gtest.h>

namespace cardea {
namespace {

// RFC 4648 section 10.
TEST(Base64, matches_the_vectors_of_rfc_4648) {
  EXPECT_EQ(to_base64(as_bytes("")), "");
  EXPECT_EQ(to_base64(as_bytes("f")), "Zg==");
  EXPECT_EQ(to_base64(as_bytes("foob")), "Zm9vYg==");
  EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
}

TEST(Base64, gives_back_what_it_was_given) {
  Buffer all;
  for (int i = 0; i < 256; ++i) {
    EXPECT_EQ(*from_base64(to_base64(all)), all);
    EXPECT_EQ(*from_base64url(to_base64url(all)), all);
    all.push_back(static_cast<std::uint8_t>(i));
  }
}

TEST(Base64, refuses_stray_bits_and_foreign_characters) {
  EXPECT_FALSE(from_base64("Zh==").ok());
  EXPECT_FALSE(from_base64("Zg=").ok());
  EXPECT_FALSE(from_base64("Z=g=").ok());
  EXPECT_FALSE(from_base64("Zm9*").ok());
  EXPECT_FALSE(from_base64url("Zg==").ok());
  EXPECT_FALSE(from_base64url("+/+/").ok());
}

TEST(Hex, refuses_odd_lengths_and_other_letters) {
  EXPECT_EQ(*from_hex("00fF"), (Buffer{0, 255}));
  EXPECT_FALSE(from_hex("0").ok());
  EXPECT_FALSE(from_hex("0g").ok());
}

}  // namespace
}  // namespace cardea
