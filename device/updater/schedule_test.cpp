// SPDX-License-Identifier: Apache-2.0
#include "device/updater/schedule.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cardea::updater {
namespace {

TEST(UpdateSchedule, chooses_one_moment_in_each_day) {
  std::mt19937_64 random(5);
  const std::uint64_t born = 12'345;
  const Schedule schedule([&](std::uint64_t below) { return random() % below; }, born);
  std::uint64_t now = born;
  for (std::uint64_t day = 1; day <= 1000; ++day) {
    now += schedule.after_check_ms(now);
    EXPECT_EQ((now - born) / kDayMs, day);
  }
}

TEST(UpdateSchedule, uses_the_whole_day) {
  const Schedule early([](std::uint64_t) { return std::uint64_t{0}; }, 0);
  const Schedule late([](std::uint64_t below) { return below - 1; }, 0);
  EXPECT_EQ(early.after_check_ms(0), kDayMs);
  EXPECT_EQ(late.after_check_ms(0), 2 * kDayMs - 1);
}

TEST(UpdateSchedule, a_failure_is_tried_again_within_the_hour_but_not_at_once) {
  const Schedule early([](std::uint64_t) { return std::uint64_t{0}; }, 0);
  const Schedule late([](std::uint64_t below) { return below - 1; }, 0);
  EXPECT_EQ(early.after_failure_ms(), 15 * kMinuteMs);
  EXPECT_LT(late.after_failure_ms(), 60 * kMinuteMs);
}

}  // namespace
}  // namespace cardea::updater
