// SPDX-License-Identifier: Apache-2.0
#include "lib/archive/ustar.hpp"

#include <gtest/gtest.h>

namespace cardea::archive {
namespace {

using Block = std::array<std::uint8_t, kUstarBlock>;

Block header(const std::string& name, std::uint64_t size) {
  return *encode_ustar_header({name, size});
}

void expect_same(const std::string& name, std::uint64_t size) {
  const auto member = parse_ustar_header(header(name, size));
  ASSERT_TRUE(member.ok() && member->has_value()) << name;
  EXPECT_EQ((**member).name, name);
  EXPECT_EQ((**member).size, size);
}

std::optional<Err> refusal(const Block& block) {
  const auto member = parse_ustar_header(block);
  return member ? std::nullopt : std::optional(member.error().code);
}

TEST(UstarHeader, says_name_and_size) {
  expect_same("metadata/timestamp.json", 0);
  expect_same("targets/speaker-1-1.1.0.img", 268'435'456);
  expect_same("a", (1ULL << 33) - 1);
}

TEST(UstarHeader, splits_a_long_name_at_a_slash) {
  expect_same("targets/" + std::string(100, 'n'), 1);
  expect_same(std::string(155, 'p') + '/' + std::string(100, 'n'), 1);
}

TEST(UstarHeader, has_no_room_for_any_longer_name) {
  EXPECT_FALSE(encode_ustar_header({std::string(101, 'n'), 1}).ok());
  EXPECT_FALSE(encode_ustar_header({std::string(156, 'p') + '/' + std::string(100, 'n'), 1}).ok());
  EXPECT_FALSE(encode_ustar_header({"n", 1ULL << 33}).ok());
}

TEST(UstarHeader, of_zeros_ends_the_archive) {
  const auto member = parse_ustar_header(Block{});
  ASSERT_TRUE(member.ok());
  EXPECT_FALSE(member->has_value());
}

TEST(UstarHeader, with_any_byte_changed_is_refused_or_says_the_same) {
  const Block good = header("targets/x.img", 1234);
  for (std::size_t at = 0; at < good.size(); ++at) {
    Block bad = good;
    bad[at] ^= 1;
    const auto member = parse_ustar_header(bad);
    if (!member) continue;
    EXPECT_EQ((**member).name + std::to_string((**member).size), "targets/x.img1234") << at;
  }
}

TEST(UstarHeader, of_anything_but_a_plain_file_with_a_plain_name_is_refused) {
  Block link = header("x", 0);
  link[156] = '2';
  link[148 + 5] = static_cast<std::uint8_t>(link[148 + 5] + 2);  // the checksum knows
  EXPECT_EQ(refusal(link), Err::bad_value);
  for (const char* name : {"/etc/passwd", "../x", "a/../b", "a/", "", "a b"}) {
    EXPECT_FALSE(encode_ustar_header({name, 1}).ok()) << name;
  }
  EXPECT_EQ(parse_ustar_header(Buffer(511)).error().code, Err::truncated);
  EXPECT_EQ(refusal(Block{1, 2, 3}), Err::bad_value);
}

}  // namespace
}  // namespace cardea::archive
