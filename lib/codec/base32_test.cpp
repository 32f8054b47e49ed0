// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/base32.hpp"

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(Base32, is_that_of_the_rfc_without_padding) {  // RFC 4648 section 10
  EXPECT_EQ(to_base32(as_bytes("")), "");
  EXPECT_EQ(to_base32(as_bytes("f")), "MY");
  EXPECT_EQ(to_base32(as_bytes("fo")), "MZXQ");
  EXPECT_EQ(to_base32(as_bytes("foo")), "MZXW6");
  EXPECT_EQ(to_base32(as_bytes("foob")), "MZXW6YQ");
  EXPECT_EQ(to_base32(as_bytes("fooba")), "MZXW6YTB");
  EXPECT_EQ(to_base32(as_bytes("foobar")), "MZXW6YTBOI");
}

}  // namespace
}  // namespace cardea
