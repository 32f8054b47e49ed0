// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/reader.hpp"

#include <gtest/gtest.h>

#include "lib/codec/writer.hpp"

namespace cardea {
namespace {

TEST(Reader, reads_back_what_a_writer_wrote) {
  Writer w;
  w.u8(0xab).u16(0x1234).u32(0xdeadbeef).u64(0x0123456789abcdef).sized(as_bytes("field")).raw(as_bytes("rest"));
  const Buffer wire = w.take();
  Reader r(wire);
  EXPECT_EQ(*r.u8(), 0xab);
  EXPECT_EQ(*r.u16(), 0x1234);
  EXPECT_EQ(*r.u32(), 0xdeadbeef);
  EXPECT_EQ(*r.u64(), 0x0123456789abcdef);
  EXPECT_EQ(as_text(*r.sized(5)), "field");
  EXPECT_EQ(as_text(*r.take(4)), "rest");
  EXPECT_TRUE(r.finish().ok());
}

TEST(Reader, integers_are_big_endian) {
  const Buffer wire{0x01, 0x02, 0x03, 0x04};
  EXPECT_EQ(*Reader(wire).u32(), 0x01020304U);
}

TEST(Reader, a_number_that_is_cut_leaves_the_cursor_where_it_was) {
  const Buffer wire{1, 2, 3};
  Reader r(wire);
  const auto number = r.u32();
  ASSERT_FALSE(number.ok());
  EXPECT_EQ(number.error().code, Err::truncated);
  EXPECT_EQ(r.position(), 0U);
  EXPECT_EQ(*r.u16(), 0x0102);
}

TEST(Reader, a_field_that_is_cut_leaves_the_cursor_before_its_length) {
  const Buffer wire{0, 0, 0, 5, 'a', 'b'};
  Reader r(wire);
  EXPECT_EQ(r.sized(100).error().code, Err::truncated);
  EXPECT_EQ(r.position(), 0U);
}

TEST(Reader, a_field_above_its_bound_is_refused_before_it_is_looked_at) {
  const Buffer wire{0xff, 0xff, 0xff, 0xff};
  Reader r(wire);
  EXPECT_EQ(r.sized(100).error().code, Err::too_large);
  EXPECT_EQ(r.position(), 0U);
}

TEST(Reader, taking_more_than_there_is_does_not_wrap_around) {
  const Buffer wire{1};
  Reader r(wire);
  EXPECT_EQ(*r.u8(), 1);
  EXPECT_FALSE(r.take(SIZE_MAX).ok());
  EXPECT_TRUE(r.take(0).ok());
}

TEST(Reader, trailing_bytes_are_an_error) {
  const Buffer wire{1, 2};
  Reader r(wire);
  EXPECT_EQ(*r.u8(), 1);
  EXPECT_EQ(r.finish().error().code, Err::bad_value);
}

}  // namespace
}  // namespace cardea
