// SPDX-License-Identifier: Apache-2.0
// The fleet of a million, scaled down to what every run of the tests can afford. `./dev bench fleet` has the million.
#include "sim/fleet/fleet.hpp"

#include <gtest/gtest.h>

namespace cardea::sim {
namespace {

constexpr std::uint32_t kDevices = 20'000;
constexpr std::uint32_t kHour = 3600;

FleetTerms terms() {
  FleetTerms terms;
  terms.devices = kDevices;
  terms.visits_per_s = kDevices * 3 / 2 / kHour + 1;  // half as much again as a quiet day needs
  terms.tick_s = 5;
  return terms;
}

service::Plan plan(std::uint32_t per_minute) {
  service::Plan plan;
  plan.model = "M1";
  plan.version = "1.1.0";
  plan.stages = {{10, "", ""}, {100, "", ""}, {1000, "", ""}};
  plan.rate = {per_minute, 100, 1, per_minute};
  return plan;
}

//= EN303645 5.9-3   type=test
TEST(Fleet, comes_back_from_an_outage_of_an_hour_in_a_line_and_not_as_a_wave) {
  Fleet fleet(terms());
  fleet.run_for_s(2 * kHour);
  fleet.set_service(false);
  fleet.run_for_s(kHour);
  fleet.set_service(true);
  const auto back = static_cast<std::size_t>(fleet.now_s());
  fleet.run_for_s(2 * kHour);
  EXPECT_LE(peak_over_mean(fleet.seconds(), &Second::taken, back, back + kHour), 2.0);
  EXPECT_LE(peak_over_mean(fleet.seconds(), &Second::came, back, back + kHour, 60), 2.0);  // few devices: wider windows
  EXPECT_LE(peak_over_mean(fleet.seconds(), &Second::taken, back + kHour, back + 2 * kHour), 2.0);
  EXPECT_EQ(fleet.not_seen_since_s(static_cast<std::int64_t>(back)), 0U);
}

TEST(Fleet, follows_from_its_seed) {
  FleetTerms few = terms();
  few.devices = 500;
  const auto print_of = [](const FleetTerms& of) {
    Fleet fleet(of);
    fleet.rollouts().start(plan(600), "olive").value_or(0);
    fleet.run_for_s(2 * kHour);
    return fleet.fingerprint();
  };
  EXPECT_EQ(print_of(few), print_of(few));
  FleetTerms other = few;
  other.seed = 2;
  EXPECT_NE(print_of(few), print_of(other));
}

TEST(Fleet, gets_a_good_release_to_the_last_device_stage_by_stage) {
  Fleet fleet(terms());
  const std::uint32_t id = *fleet.rollouts().start(plan(10'000), "olive");
  fleet.run_for_s(12 * kHour);
  const auto standing = *fleet.rollouts().standing(id);
  EXPECT_EQ(standing.rollout.state, service::RolloutState::completed);
  EXPECT_EQ(standing.counts.confirmed, kDevices);
}

TEST(Fleet, keeps_the_rate_within_five_percent) {
  Fleet fleet(terms());
  service::Plan slow = plan(60);
  slow.stages = {{1000, "", ""}};
  fleet.rollouts().start(slow, "olive").value_or(0);
  fleet.run_for_s(3 * kHour);
  const double per_minute =
      static_cast<double>(sum_of(fleet.seconds(), &Second::offers, 600, 3 * kHour)) / ((3 * kHour - 600) / 60.0);
  EXPECT_NEAR(per_minute, 60, 3);
}

TEST(Fleet, a_bad_release_reaches_few_and_a_stop_reaches_nobody) {
  FleetTerms bad = terms();
  bad.bad_permille = 200;
  Fleet fleet(bad);
  const std::uint32_t id = *fleet.rollouts().start(plan(10'000), "olive");
  fleet.run_for_s(6 * kHour);
  EXPECT_EQ(fleet.rollouts().standing(id)->rollout.state, service::RolloutState::paused);
  EXPECT_LE(fleet.rollouts().standing(id)->counts.all(), kDevices / 100 * 3 / 2);
  ASSERT_TRUE(fleet.rollouts().resume(id, "olive").ok());
  ASSERT_TRUE(fleet.rollouts().stop(id, "olive").ok());
  const auto stopped = static_cast<std::size_t>(fleet.now_s());
  fleet.run_for_s(6 * kHour);
  EXPECT_EQ(sum_of(fleet.seconds(), &Second::offers, stopped, fleet.seconds().size()), 0U);
}

}  // namespace
}  // namespace cardea::sim
