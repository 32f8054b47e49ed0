// SPDX-License-Identifier: Apache-2.0
#include "lib/ipc/message.hpp"

#include <gtest/gtest.h>

#include "lib/ipc/frame.hpp"
#include "lib/ipc/test_messages.hpp"

namespace cardea::ipc {
namespace {

using testing::Everything;

TEST(IpcMessage, every_field_type_comes_back_as_it_was) {
  Everything sent = testing::sample();
  auto got = parse_message<Everything>(encode(sent));
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->flag, true);
  EXPECT_EQ(got->small, 0xfe);
  EXPECT_EQ(got->medium, 0xfedc);
  EXPECT_EQ(got->large, 0xfedcba98);
  EXPECT_EQ(got->huge, 0xfedcba9876543210);
  EXPECT_EQ(got->signed_one, -2);
  EXPECT_EQ(got->colour, testing::Colour::blue);
  EXPECT_EQ(got->text, "t\xc3\xa9xt");
  EXPECT_EQ(got->bytes, (Buffer{0, 1, 255}));
  EXPECT_EQ(as_text(got->secret.expose_secret()), "hush");
  EXPECT_EQ(got->digest, (std::array<std::uint8_t, 4>{9, 8, 7, 6}));
  EXPECT_EQ(got->list, (std::vector<std::string>{"one", "", "three"}));
  EXPECT_EQ(got->maybe, 77);
  ASSERT_EQ(got->nested.size(), 2U);
  EXPECT_EQ(got->nested[0].name, "inner");
  EXPECT_EQ(got->nested[1].count, 2U);
}

TEST(IpcMessage, every_shorter_message_is_refused) {
  Everything sent = testing::sample();
  const WipedBuffer wire = encode(sent);
  for (std::size_t n = 0; n < wire.size(); ++n) EXPECT_FALSE(parse_message<Everything>(Bytes(wire).first(n)).ok()) << n;
}

TEST(IpcMessage, a_longer_message_is_refused) {
  Everything sent = testing::sample();
  WipedBuffer wire = encode(sent);
  wire.push_back(0);
  EXPECT_EQ(parse_message<Everything>(wire).error().code, Err::bad_value);
}

TEST(IpcMessage, a_flag_that_is_neither_and_a_choice_out_of_range_are_refused) {
  Everything sent = testing::sample();
  WipedBuffer wire = encode(sent);
  wire[0] = 2;
  EXPECT_EQ(parse_message<Everything>(wire).error().code, Err::bad_value);
  wire[0] = 1;
  const std::size_t colour = 1 + 1 + 2 + 4 + 8 + 8;
  ASSERT_EQ(wire[colour + 1], 2);
  wire[colour + 1] = 3;
  EXPECT_EQ(parse_message<Everything>(wire).error().code, Err::bad_value);
}

TEST(IpcMessage, fields_and_lists_above_their_bounds_are_refused) {
  Writer text;
  text.u32(kMaxField + 1).raw(Buffer(kMaxField + 1, 'a'));
  std::string into;
  Reader r(text.view());
  EXPECT_EQ(detail::get(r, into).error().code, Err::too_large);
  Writer list;
  list.u32(kMaxItems + 1).raw(Buffer(kMaxItems + 1, 1));
  std::vector<std::uint16_t> items;
  Reader l(list.view());
  EXPECT_EQ(detail::get(l, items).error().code, Err::too_large);
}

TEST(IpcFrame, kinds_and_ids_must_fit) {
  const Frame request{Op{0x0102}, Kind::request, 0x01020304, {9}};
  WipedBuffer wire = encode_frame(request);
  EXPECT_EQ(to_hex(wire), "0102000102030409");
  EXPECT_TRUE(parse_frame(wire).ok());
  for (const unsigned kind : {4U, 5U, 255U}) {
    wire[2] = static_cast<std::uint8_t>(kind);
    EXPECT_EQ(parse_frame(wire).error().code, Err::bad_value);
  }
  EXPECT_FALSE(parse_frame(*from_hex("01020300000001")).ok());  // a notice with an id
  EXPECT_FALSE(parse_frame(*from_hex("01020000000000")).ok());  // a request without
  EXPECT_TRUE(parse_frame(*from_hex("01020300000000")).ok());
}

TEST(IpcFrame, a_head_that_is_cut_and_a_frame_above_the_bound_are_refused) {
  EXPECT_EQ(parse_frame({}).error().code, Err::truncated);
  EXPECT_EQ(parse_frame(*from_hex("010200000000")).error().code, Err::truncated);
  EXPECT_EQ(parse_frame(Buffer(kMaxFrame + 1)).error().code, Err::too_large);
}

TEST(IpcFrame, a_refusal_names_one_known_reason) {
  EXPECT_TRUE(parse_frame(*from_hex("0102020000000105")).ok());
  EXPECT_FALSE(parse_frame(*from_hex("01020200000001")).ok());
  EXPECT_FALSE(parse_frame(*from_hex("010202000000010505")).ok());
  EXPECT_FALSE(parse_frame(*from_hex("01020200000001ff")).ok());
  for (unsigned code = 0; code <= static_cast<unsigned>(Err::broken); ++code) {
    EXPECT_EQ(*parse_refusal(encode_refusal(static_cast<Err>(code))), static_cast<Err>(code));
  }
}

}  // namespace
}  // namespace cardea::ipc
