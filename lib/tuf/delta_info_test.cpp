// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/delta_info.hpp"

#include <gtest/gtest.h>

#include "lib/tuf/release_info.hpp"

namespace cardea::tuf {
namespace {

DeltaInfo example() {
  return {.model = "speaker-1",
          .from = crypto::sha256(as_bytes("from")),
          .to = crypto::sha256(as_bytes("to")),
          .head_size = 140,
          .head_sha256 = crypto::sha256({})};
}

TEST(DeltaInfo, what_is_written_is_read) {
  const auto info = parse_delta_info(encode_delta_info(example()));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->model, "speaker-1");
  EXPECT_EQ(info->from, example().from);
  EXPECT_EQ(info->to, example().to);
  EXPECT_EQ(info->head_size, 140U);
  EXPECT_EQ(info->head_sha256, example().head_sha256);
}

TEST(DeltaInfo, may_be_from_nothing) {
  DeltaInfo packed = example();
  packed.from.reset();
  const auto info = parse_delta_info(encode_delta_info(packed));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->from, std::nullopt);
  EXPECT_EQ(info->to, example().to);
}

TEST(DeltaInfo, is_no_release_and_a_release_is_no_delta) {
  EXPECT_EQ(parse_release_info(encode_delta_info(example())).error().code, Err::not_found);
  EXPECT_EQ(parse_delta_info(encode_release_info(ReleaseInfo{})).error().code, Err::not_found);
}

TEST(DeltaInfo, refuses_what_is_missing_or_out_of_range) {
  for (const auto& [key, value] : std::map<std::string, Value>{{"model", ""},
                                                               {"model", std::string(65, 'x')},
                                                               {"from", "aa"},
                                                               {"to", "no digits"},
                                                               {"head_size", 0},
                                                               {"head_size", 2 << 20},
                                                               {"head_sha256", 7}}) {
    Value custom = encode_delta_info(example());
    custom.if_map()->at("cardea_delta").set(key, value);
    EXPECT_FALSE(parse_delta_info(custom).ok()) << key;
    if (key == "from") continue;
    custom.if_map()->at("cardea_delta").if_map()->erase(key);
    EXPECT_FALSE(parse_delta_info(custom).ok()) << key;
  }
}

}  // namespace
}  // namespace cardea::tuf
