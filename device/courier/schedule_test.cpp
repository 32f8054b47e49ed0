// SPDX-License-Identifier: Apache-2.0
#include "device/courier/schedule.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace cardea::courier {
namespace {

TEST(CourierSchedule, comes_when_the_service_asked_within_sane_bounds) {
  Schedule schedule;
  EXPECT_EQ(schedule.after_success_ms(90), 90'000U);
  EXPECT_EQ(schedule.after_success_ms(-5), 1'000U);
  EXPECT_EQ(schedule.after_success_ms(INT64_MAX), std::uint64_t{kVisitMax_s} * 1000);
}

TEST(CourierSchedule, waits_longer_after_each_failure_up_to_an_hour_and_starts_over_after_a_success) {
  Schedule schedule;
  std::uint64_t previous_most = 0;
  for (int i = 0; i < 30; ++i) {
    Schedule least = schedule;
    const std::uint64_t shortest = least.after_failure_ms(0);
    const std::uint64_t most = schedule.after_failure_ms(0xffffffffU % 1'800'000);
    EXPECT_GE(most, shortest);
    EXPECT_GE(shortest * 2, previous_most / 2);
    EXPECT_LE(most, kBackOffMax_ms);
    previous_most = most;
  }
  schedule.after_success_ms(10);
  EXPECT_LE(schedule.after_failure_ms(0xffffffffU), kBackOffFirst_ms);
}

TEST(CourierSchedule, a_fleet_that_fails_together_does_not_come_back_together) {
  std::mt19937 random(1);
  std::array<int, 10> buckets{};
  for (int device = 0; device < 10'000; ++device) {
    Schedule schedule;
    for (int i = 0; i < 5; ++i) schedule.after_failure_ms(static_cast<std::uint32_t>(random()));
    const std::uint64_t wait = schedule.after_failure_ms(static_cast<std::uint32_t>(random()));  // in (32 s, 64 s]
    ++buckets[(wait - 32'001) * 10 / 32'000];
  }
  for (int count : buckets) EXPECT_NEAR(count, 1000, 200);
}

}  // namespace
}  // namespace cardea::courier
