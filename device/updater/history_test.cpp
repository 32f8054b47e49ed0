// SPDX-License-Identifier: Apache-2.0
#include "device/updater/history.hpp"

#include <gtest/gtest.h>

#include "lib/codec/cbor.hpp"

namespace cardea::updater {
namespace {

History example() {
  return {1'800'000'000, contract::UpdateResult::fell_back, "1.1.0", "It crashed.", "1.1.0", ""};
}

TEST(UpdateHistory, what_is_written_is_read) {
  const auto history = parse_history(encode_history(example()));
  ASSERT_TRUE(history.ok());
  EXPECT_EQ(history->last_check_s, 1'800'000'000);
  EXPECT_EQ(history->last_result, contract::UpdateResult::fell_back);
  EXPECT_EQ(history->failed_version, "1.1.0");
  EXPECT_EQ(history->last_reason, "It crashed.");
}

TEST(UpdateHistory, a_reason_without_end_is_cut_between_characters) {
  History long_one = example();
  long_one.last_reason.clear();
  for (int i = 0; i < 2000; ++i) long_one.last_reason += "门";
  const auto history = parse_history(encode_history(long_one));
  ASSERT_TRUE(history.ok());
  EXPECT_LE(history->last_reason.size(), 2048U);
  EXPECT_TRUE(history->last_reason.ends_with("门"));
}

TEST(UpdateHistory, refuses_what_it_does_not_know) {
  Value map = *parse_cbor(encode_history(example()));
  for (const auto& [key, value] :
       std::map<std::string, Value>{{"last_result", 99}, {"last_result", -1}, {"last_check_s", "now"}, {"more", 1}}) {
    Value changed = map;
    changed.set(key, value);
    EXPECT_FALSE(parse_history(encode_cbor(changed)).ok()) << key;
  }
}

}  // namespace
}  // namespace cardea::updater
