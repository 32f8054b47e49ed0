// SPDX-License-Identifier: Apache-2.0
#include "device/updater/choice.hpp"

#include <gtest/gtest.h>

namespace cardea::updater {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMidnight = 20'000 * kDay;  // UTC

contract::QuietHours quiet(std::uint32_t from_h, std::uint32_t to_h, std::int64_t utc_offset_min = 0) {
  return {true, from_h * 60, to_h * 60, utc_offset_min};
}

TEST(UpdateChoiceOfTime, is_now_unless_somebody_chose_otherwise) {
  EXPECT_EQ(install_from_s({}, 0, kMidnight), kMidnight);
  EXPECT_EQ(
      install_from_s({.automatic = true, .postponed_until_s = kMidnight + kDay, .initialized = true, .quiet = {}}, 0, kMidnight),
      kMidnight + kDay);
  EXPECT_EQ(
      install_from_s({.automatic = true, .postponed_until_s = kMidnight - kDay, .initialized = true, .quiet = {}}, 0, kMidnight),
      kMidnight);
}

TEST(UpdateChoiceOfTime, is_never_when_updates_are_off_whatever_the_deadline) {
  const contract::UpdateSettings off{.automatic = false, .postponed_until_s = 0, .initialized = true, .quiet = {}};
  EXPECT_EQ(install_from_s(off, 0, kMidnight), std::nullopt);
  EXPECT_EQ(install_from_s(off, kMidnight - kDay, kMidnight), std::nullopt);
}

TEST(UpdateChoiceOfTime, does_not_go_beyond_the_deadline_nor_before_now) {
  const contract::UpdateSettings postponed{
      .automatic = true, .postponed_until_s = kMidnight + 20 * kDay, .initialized = true, .quiet = {}};
  EXPECT_EQ(install_from_s(postponed, kMidnight + 5 * kDay, kMidnight), kMidnight + 5 * kDay);
  EXPECT_EQ(install_from_s(postponed, kMidnight + 25 * kDay, kMidnight), kMidnight + 20 * kDay);
  EXPECT_EQ(install_from_s(postponed, kMidnight - 5 * kDay, kMidnight), kMidnight);
}

TEST(QuietHours, over_midnight_last_until_the_morning) {
  const auto night = quiet(22, 7);
  EXPECT_EQ(quiet_until_s(night, kMidnight + 22 * kHour), kMidnight + 31 * kHour);
  EXPECT_EQ(quiet_until_s(night, kMidnight), kMidnight + 7 * kHour);
  EXPECT_EQ(quiet_until_s(night, kMidnight + 7 * kHour - 1), kMidnight + 7 * kHour);
  EXPECT_EQ(quiet_until_s(night, kMidnight + 7 * kHour), kMidnight + 7 * kHour);
  EXPECT_EQ(quiet_until_s(night, kMidnight + 22 * kHour - 1), kMidnight + 22 * kHour - 1);
}

TEST(QuietHours, within_a_day_last_until_their_end) {
  const auto lesson = quiet(9, 12);
  EXPECT_EQ(quiet_until_s(lesson, kMidnight + 9 * kHour), kMidnight + 12 * kHour);
  EXPECT_EQ(quiet_until_s(lesson, kMidnight + 12 * kHour), kMidnight + 12 * kHour);
  EXPECT_EQ(quiet_until_s(lesson, kMidnight + 8 * kHour), kMidnight + 8 * kHour);
}

TEST(QuietHours, are_those_of_the_household_and_not_of_greenwich) {
  EXPECT_EQ(quiet_until_s(quiet(22, 7, 8 * 60), kMidnight + 14 * kHour), kMidnight + 23 * kHour);  // 22:00 in Shanghai
  EXPECT_EQ(quiet_until_s(quiet(22, 7, -150), kMidnight + kHour / 2),
            kMidnight + 9 * kHour + kHour / 2);                            // 22:00 in St John's, summer
  EXPECT_EQ(quiet_until_s(quiet(22, 7, -12 * 60), kMidnight), kMidnight);  // noon
}

TEST(QuietHours, hold_a_restart_back_for_less_than_a_day_whatever_the_clock_says) {
  for (const std::int64_t clock : {std::int64_t{0}, std::int64_t{1}, kMidnight, std::int64_t{4'102'444'799}}) {
    for (std::uint32_t hour = 0; hour < 24; ++hour) {
      const auto until = quiet_until_s(quiet(hour, (hour + 23) % 24, -720), clock);
      EXPECT_GE(until, clock);
      EXPECT_LT(until, clock + kDay);
    }
  }
}

TEST(QuietHours, that_are_off_or_have_no_length_hold_nothing_back) {
  auto off = quiet(0, 23);
  off.on = false;
  EXPECT_EQ(quiet_until_s(off, kMidnight), kMidnight);
  EXPECT_EQ(quiet_until_s(quiet(5, 5), kMidnight + 5 * kHour), kMidnight + 5 * kHour);
}

TEST(QuietHours, end_for_a_critical_release_at_its_deadline) {
  EXPECT_EQ(restart_from_s(quiet(22, 7), kMidnight + 2 * kHour, kMidnight), kMidnight + 2 * kHour);
  EXPECT_EQ(restart_from_s(quiet(22, 7), kMidnight - kDay, kMidnight), kMidnight);
  EXPECT_EQ(restart_from_s(quiet(22, 7), kMidnight + kDay, kMidnight), kMidnight + 7 * kHour);
}

}  // namespace
}  // namespace cardea::updater
