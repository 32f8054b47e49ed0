// SPDX-License-Identifier: Apache-2.0
#include "device/updater/history.hpp"

#include <gtest/gtest.h>

#include "lib/codec/cbor.hpp"

namespace cardea::updater {
namespace {

History example() {
  return {1'800'000'000, contract::UpdateResult::fell_back, "1.1.0", "It crashed.", "1.1.0", "", contract::UpdateWhy::none, {}};
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

contract::PastUpdate outcome(std::int64_t at_s, std::string version, contract::UpdateResult result) {
  return {at_s, std::move(version), result, contract::UpdateWhy::part_ended, "gate exited with code 9 during the trial"};
}

TEST(UpdateHistory, keeps_the_last_twenty_outcomes_newest_first) {
  History history = example();
  for (int i = 1; i <= 30; ++i) history.add(outcome(i, "1." + std::to_string(i), contract::UpdateResult::fell_back));
  history.last_why = contract::UpdateWhy::part_ended;
  const auto again = parse_history(encode_history(history));
  ASSERT_TRUE(again.ok());
  ASSERT_EQ(again->past.size(), kPastMax);
  EXPECT_EQ(again->past.front().version, "1.30");
  EXPECT_EQ(again->past.back().version, "1.11");
  EXPECT_EQ(again->past.front().why, contract::UpdateWhy::part_ended);
  EXPECT_EQ(again->past.front().detail, "gate exited with code 9 during the trial");
  EXPECT_EQ(again->last_why, contract::UpdateWhy::part_ended);
}

TEST(UpdateHistory, is_within_its_bound_however_much_there_is_to_tell) {
  History history = example();
  history.last_reason = std::string(10'000, 'x');
  for (int i = 0; i < 30; ++i) {
    auto long_one = outcome(i, std::to_string(i) + std::string(3000, '1'), contract::UpdateResult::refused);
    long_one.detail = std::string(10'000, 'x');
    history.add(std::move(long_one));
  }
  const Buffer file = encode_history(history);
  EXPECT_LE(file.size(), kHistoryMax);
  EXPECT_TRUE(parse_history(file).ok());
}

TEST(UpdateHistory, the_same_outcome_of_every_day_is_one_entry) {
  History history;
  for (int day = 0; day < 9; ++day) history.add(outcome(day, "1.1.0", contract::UpdateResult::refused));
  ASSERT_EQ(history.past.size(), 1U);
  EXPECT_EQ(history.past.front().at_s, 0);
  history.add(outcome(10, "1.2.0", contract::UpdateResult::succeeded));
  history.add(outcome(11, "1.1.0", contract::UpdateResult::refused));
  EXPECT_EQ(history.past.size(), 3U);
}

TEST(UpdateHistory, of_a_device_from_before_there_was_a_past_is_read) {
  const Value old = *parse_cbor(encode_history(example()));
  ASSERT_EQ(old.if_map()->size(), 6U);
  EXPECT_TRUE(parse_history(encode_cbor(old))->past.empty());
}

TEST(UpdateHistory, refuses_a_past_that_is_none) {
  History history = example();
  history.add(outcome(1, "1.1.0", contract::UpdateResult::fell_back));
  const Value good = *parse_cbor(encode_history(history));
  Value row = good.find("past")->if_array()->front();
  const auto with = [&](Value past) {
    Value changed = good;
    changed.set("past", std::move(past));
    return parse_history(encode_cbor(changed)).ok();
  };
  EXPECT_TRUE(with(Value::Array{row}));
  EXPECT_FALSE(with(Value::Array{}));
  EXPECT_FALSE(with("none"));
  EXPECT_FALSE(with(Value::Array{"none"}));
  EXPECT_FALSE(with(Value::Array(kPastMax + 1, row)));
  EXPECT_FALSE(with(Value::Array{Value(row).set("more", 1)}));
  EXPECT_FALSE(with(Value::Array{Value(row).set("why", 99)}));
  EXPECT_FALSE(with(Value::Array{Value(row).set("result", -1)}));
}

TEST(UpdateHistory, refuses_what_it_does_not_know) {
  Value map = *parse_cbor(encode_history(example()));
  for (const auto& [key, value] : std::vector<std::pair<std::string, Value>>{
           {"last_result", 99}, {"last_result", -1}, {"last_check_s", "now"}, {"last_why", 0}, {"last_why", 99}, {"more", 1}}) {
    Value changed = map;
    changed.set(key, value);
    EXPECT_FALSE(parse_history(encode_cbor(changed)).ok()) << key;
  }
}

}  // namespace
}  // namespace cardea::updater
