// SPDX-License-Identifier: Apache-2.0
#include "device/courier/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <queue>
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

TEST(CourierSchedule, after_a_few_quick_tries_is_in_no_more_hurry_than_on_ordinary_days) {
  Schedule schedule;
  schedule.after_success_ms(1200);
  for (std::uint32_t i = 0; i < kQuickTries; ++i) EXPECT_LE(schedule.after_failure_ms(0xffffffffU), kBackOffFirst_ms << i);
  EXPECT_GT(schedule.after_failure_ms(0), 600'000U);
  EXPECT_LE(schedule.after_failure_ms(0xffffffffU), 1'200'000U);
  for (int i = 0; i < 10; ++i) schedule.after_failure_ms(0);
  EXPECT_GT(schedule.after_failure_ms(0), kBackOffMax_ms / 2);  // and still longer after each failure
}

TEST(CourierSchedule, a_service_that_is_there_again_is_obeyed_whatever_the_rhythm_was) {
  Schedule schedule;
  schedule.after_success_ms(3600);
  for (int i = 0; i < 4; ++i) schedule.after_failure_ms(0);
  EXPECT_LE(schedule.after_refusal_ms(60, 0xffffffffU), 90'000U);
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

TEST(CourierSchedule, a_refusal_is_obeyed_within_bounds_and_never_undoes_the_back_off) {
  for (const std::uint32_t random : {0U, 1U, 0x7fffffffU, 0xffffffffU}) {
    Schedule fresh;
    const std::uint64_t wait = fresh.after_refusal_ms(600, random);
    EXPECT_GE(wait, 600'000U);
    EXPECT_LT(wait, 900'000U);
    for (const std::int64_t absurd : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
      Schedule tired;
      for (int i = 0; i < 20; ++i) tired.after_failure_ms(random);
      EXPECT_GT(tired.after_refusal_ms(absurd, random), kBackOffMax_ms / 2);
    }
    EXPECT_LE(fresh.after_refusal_ms(INT64_MAX, random), std::uint64_t{kHintMax_s} * 1500);
  }
}

// A fleet on virtual time. Every device visits, and is told when to come next as the service's plan says: evenly within
// [base/2, 3 base/2). While the service is away every visit fails.
class Fleet {
 public:
  static constexpr std::uint64_t kMinute = 60'000;
  static constexpr std::int64_t kBase_s = 900;

  Fleet(std::uint32_t devices, std::uint32_t seed) : random_(seed), schedules_(devices) {
    for (std::uint32_t device = 0; device < devices; ++device) due_.push({random_() % (kBase_s * 1000), device});
  }

  // Visits that reach the service between `from_ms` and `to_ms`, by the minute; `away` says when it is not there.
  template <class Away, class Answer>
  std::vector<double> visits(std::uint64_t from_ms, std::uint64_t to_ms, Away away, Answer answer) {
    std::vector<double> minutes((to_ms - from_ms) / kMinute, 0.0);
    while (!due_.empty() && due_.top().at_ms < to_ms) {
      const auto [at_ms, device] = due_.top();
      due_.pop();
      if (!away(at_ms) && at_ms >= from_ms) minutes[(at_ms - from_ms) / kMinute] += 1;
      const auto drawn = static_cast<std::uint32_t>(random_());
      const std::uint64_t wait =
          away(at_ms) ? schedules_[device].after_failure_ms(drawn) : answer(schedules_[device], at_ms, drawn);
      due_.push({at_ms + wait, device});
    }
    return minutes;
  }

  static std::uint64_t as_planned(Schedule& schedule, std::uint64_t, std::uint32_t drawn) {
    return schedule.after_success_ms(kBase_s / 2 + drawn % kBase_s);
  }
  static double peak_over_mean(const std::vector<double>& minutes) {
    double sum = 0;
    for (const double minute : minutes) sum += minute;
    return *std::max_element(minutes.begin(), minutes.end()) * static_cast<double>(minutes.size()) / sum;
  }

 private:
  struct Due {
    std::uint64_t at_ms;
    std::uint32_t device;
    bool operator>(const Due& other) const { return at_ms > other.at_ms; }
  };
  std::mt19937 random_;
  std::vector<Schedule> schedules_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

constexpr std::uint64_t kHour = 3'600'000;

//= EN303645 5.9-3   type=test
TEST(CourierFleet, comes_back_after_an_hour_without_the_service_with_a_peak_of_less_than_twice_the_mean) {
  Fleet fleet(50'000, 7);
  const auto away = [](std::uint64_t at_ms) { return at_ms >= kHour && at_ms < 2 * kHour; };
  const std::vector<double> after = fleet.visits(2 * kHour, 4 * kHour, away, Fleet::as_planned);
  EXPECT_LT(Fleet::peak_over_mean(after), 2.0);
  EXPECT_GT(*std::min_element(after.begin(), after.end()), 0.0);
}

TEST(CourierFleet, that_is_sent_away_all_at_once_comes_back_spread_over_half_as_long_again) {
  Fleet fleet(50'000, 8);
  const auto never = [](std::uint64_t) { return false; };
  // For one hour the service has no time and tells everybody the same: ten minutes.
  const auto busy = [](Schedule& schedule, std::uint64_t at_ms, std::uint32_t drawn) {
    if (at_ms < kHour || at_ms >= 2 * kHour) return Fleet::as_planned(schedule, at_ms, drawn);
    return schedule.after_refusal_ms(600, drawn);
  };
  const std::vector<double> after = fleet.visits(2 * kHour, 4 * kHour, never, busy);
  EXPECT_LT(Fleet::peak_over_mean(after), 2.0);
}

}  // namespace
}  // namespace cardea::courier
