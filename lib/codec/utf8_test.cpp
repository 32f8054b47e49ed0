// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/utf8.hpp"

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(Utf8, every_scalar_value_is_well_formed_and_as_long_as_it_should_be) {
  for (std::uint32_t c = 0x80; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    Buffer text;
    const auto tail = [&](unsigned shift) { text.push_back(static_cast<std::uint8_t>(0x80 | (c >> shift & 0x3f))); };
    if (c < 0x800) {
      text.push_back(static_cast<std::uint8_t>(0xc0 | c >> 6));
    } else if (c < 0x10000) {
      text.push_back(static_cast<std::uint8_t>(0xe0 | c >> 12));
      tail(6);
    } else {
      text.push_back(static_cast<std::uint8_t>(0xf0 | c >> 18));
      tail(12);
      tail(6);
    }
    tail(0);
    ASSERT_EQ(utf8_front(text), text.size()) << c;
    ASSERT_EQ(utf8_front(Bytes(text).first(text.size() - 1)), 0U) << c;
  }
}

TEST(Utf8, ill_formed_text_is_seen) {
  for (const std::string_view bad : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
                                     "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "ok\xe2\x82", "\xe2\x28\xa1"}) {
    EXPECT_FALSE(is_utf8(as_bytes(bad))) << to_hex(as_bytes(bad));
  }
}

TEST(Utf8, what_cannot_be_shown_as_it_is_is_well_formed_and_not_printable) {
  for (const std::string_view hidden : {"\x01", "\n", "\x1f", "\x7f", "\xc2\x80", "\xc2\x9f", "\xe2\x80\xaa", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9"}) {
    EXPECT_EQ(utf8_front(as_bytes(hidden)), hidden.size());
    EXPECT_EQ(printable_front(as_bytes(hidden)), 0U) << to_hex(as_bytes(hidden));
  }
  for (const std::string_view shown : {" ", "~", "\xc2\xa0", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\xa5", "\xe2\x81\xaa", "\xe5\x8e\xa8", "\xf0\x9f\x94\x92"}) {
    EXPECT_EQ(printable_front(as_bytes(shown)), shown.size()) << to_hex(as_bytes(shown));
  }
  EXPECT_EQ(printable_front(as_bytes("\xff")), 0U);
  EXPECT_EQ(printable_front({}), 0U);
}

TEST(Utf8, the_empty_text_is_text) { EXPECT_TRUE(is_utf8({})); }

}  // namespace
}  // namespace cardea
