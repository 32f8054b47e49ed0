// SPDX-License-Identifier: Apache-2.0
#include "device/boards/boot_choice.hpp"

#include <gtest/gtest.h>

namespace cardea::board {
namespace {

BootRecord good_in_a() {
  BootRecord record;
  record.slot_a = SlotRecord{"1.0.0", 4096, 1, {}, {}};
  return record;
}

BootRecord trial_in_b(std::uint32_t tries) {
  BootRecord record = good_in_a();
  record.slot_b = SlotRecord{"2.0.0", 4096, 2, {}, {}};
  record.trial = Slot::b;
  record.tries_left = tries;
  return record;
}

TEST(BootChoice, starts_the_good_slot_when_nothing_is_on_trial) {
  const auto choice = choose(good_in_a());
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->slot, Slot::a);
  EXPECT_FALSE(choice->trial);
  EXPECT_FALSE(choice->fell_back);
}

TEST(BootChoice, takes_a_try_before_it_starts_a_trial) {
  const auto choice = choose(trial_in_b(2));
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->slot, Slot::b);
  EXPECT_TRUE(choice->trial);
  EXPECT_EQ(choice->record.tries_left, 1U);
  EXPECT_EQ(choice->record.good, Slot::a);
}

TEST(BootChoice, falls_back_when_no_try_is_left_and_says_why) {
  BootRecord record = after_crash(trial_in_b(0), Slot::b, "updater exited with code 9");
  const auto choice = choose(record);
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->slot, Slot::a);
  EXPECT_TRUE(choice->fell_back);
  EXPECT_FALSE(choice->record.trial.has_value());
  EXPECT_EQ(choice->record.last_failed_version, "2.0.0");
  EXPECT_EQ(choice->record.last_failure, "updater exited with code 9");
}

TEST(BootChoice, names_power_cuts_when_no_try_lived_long_enough_to_say_why) {
  const auto choice = choose(trial_in_b(0));
  EXPECT_EQ(choice->record.last_failure, "power was lost during each try");
}

TEST(BootChoice, ends_every_trial_after_at_most_its_tries) {
  for (std::uint32_t tries = 0; tries <= 16; ++tries) {
    BootRecord record = trial_in_b(tries);
    std::uint32_t started = 0;
    for (auto choice = choose(record); choice->trial; choice = choose(record)) {
      record = choice->record;
      ASSERT_LE(++started, tries);
    }
    EXPECT_EQ(started, tries);
  }
}

TEST(BootChoice, gives_a_trial_up_at_once_when_its_image_does_not_verify) {
  const auto choice = choose_after_bad_image(*choose(trial_in_b(2)), "slot b was not started");
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->slot, Slot::a);
  EXPECT_TRUE(choice->fell_back);
  EXPECT_EQ(choice->record.last_failed_version, "2.0.0");
}

TEST(BootChoice, gives_a_bad_good_slot_up_for_the_other_one) {
  BootRecord record = trial_in_b(0);
  record.trial.reset();
  const auto choice = choose_after_bad_image(*choose(record), "slot a was not started");
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice->slot, Slot::b);
  EXPECT_EQ(choice->record.good, Slot::b);
  EXPECT_EQ(choice->record.last_failed_version, "1.0.0");
}

TEST(BootChoice, stops_when_no_slot_is_left) {
  EXPECT_EQ(choose_after_bad_image(*choose(good_in_a()), "bad").error().code, Err::broken);
  BootRecord record = trial_in_b(0);
  record.trial.reset();
  const auto other_slot = choose_after_bad_image(*choose(record), "bad");
  EXPECT_EQ(choose_after_bad_image(*other_slot, "bad too").error().code, Err::broken);
  EXPECT_EQ(choose(BootRecord{}).error().code, Err::broken);
}

TEST(BootChoice, keeps_the_reason_of_a_crash_only_for_a_trial) {
  EXPECT_EQ(after_crash(good_in_a(), Slot::a, "x").last_failure, "");
  EXPECT_EQ(after_crash(trial_in_b(1), Slot::b, "x").last_failure, "x");
  EXPECT_EQ(after_crash(trial_in_b(1), Slot::a, "x").last_failure, "");
}

}  // namespace
}  // namespace cardea::board
