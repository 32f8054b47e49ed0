// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/rollouts.hpp"

#include "service/rollout/test_fleet.hpp"

namespace cardea::service {
namespace {

constexpr int kSize = 200;

class RolloutTest : public ::testing::Test {
 protected:
  std::uint32_t start(const Plan& plan = plan_of({{100, "", ""}, {1000, "", ""}})) {
    const auto id = fleet_.rollouts->start(plan, "olive");
    EXPECT_TRUE(id.ok());
    fleet_.pass_s(2);
    return id ? *id : 0;
  }
  std::vector<int> offered_of_all() {
    std::vector<int> offered;
    for (int n = 0; n < kSize; ++n) {
      if (fleet_.visit(n).now) offered.push_back(n);
    }
    return offered;
  }
  Standing standing(std::uint32_t id) { return *fleet_.rollouts->standing(id); }
  RolloutState state(std::uint32_t id) { return standing(id).rollout.state; }

  TestFleet fleet_{kSize};
};

TEST_F(RolloutTest, offers_the_release_to_the_first_stage_only) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  EXPECT_GT(offered.size(), 5U);
  EXPECT_LT(offered.size(), 40U);
  for (const int n : offered) EXPECT_LT(bucket_of(id, TestFleet::key(n)), 100U);
}

TEST_F(RolloutTest, opens_the_next_stage_when_enough_have_confirmed_and_completes_after_the_last) {
  const std::uint32_t id = start();
  for (const int n : offered_of_all()) fleet_.confirm(n);
  fleet_.pass_s(2);
  EXPECT_EQ(standing(id).rollout.stage, 1U);
  for (const int n : offered_of_all()) fleet_.confirm(n);
  fleet_.pass_s(2);
  EXPECT_EQ(state(id), RolloutState::completed);
  EXPECT_EQ(standing(id).counts.confirmed, static_cast<std::uint64_t>(kSize));
}

TEST_F(RolloutTest, does_not_go_on_before_enough_have_confirmed_nor_before_its_time) {
  Plan plan = plan_of({{500, "", ""}, {1000, "", ""}});
  plan.gate.soak_s = 3600;
  const std::uint32_t id = start(plan);
  const auto offered = offered_of_all();
  for (std::size_t at = 0; at < offered.size(); ++at) {
    fleet_.pass_s(1);
    EXPECT_EQ(standing(id).rollout.stage, 0U);
    fleet_.confirm(offered[at]);
  }
  fleet_.pass_s(2);
  EXPECT_EQ(standing(id).rollout.stage, 0U);
  fleet_.pass_s(3600);
  EXPECT_EQ(standing(id).rollout.stage, 1U);
}

TEST_F(RolloutTest, pauses_at_once_when_devices_fall_back_and_says_why) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  fleet_.fail(offered[0]);
  EXPECT_EQ(state(id), RolloutState::paused);
  EXPECT_NE(standing(id).rollout.reason.find("1 failed"), std::string::npos);
  fleet_.join(kSize);
  EXPECT_FALSE(fleet_.visit(kSize).now);
}

TEST_F(RolloutTest, counts_a_device_that_does_not_come_back_in_time_as_lost) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  fleet_.pass_s(4199);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::offered);
  for (int n = 0; n < kSize; ++n) {
    if (!fleet_.step(id, n)) fleet_.visit(n);
  }
  fleet_.pass_s(2);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::timed_out);
  EXPECT_EQ(state(id), RolloutState::paused);
}

// The service's own outage is not the devices' silence.
TEST_F(RolloutTest, gives_devices_time_to_come_back_after_the_service_was_away) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  fleet_.clock.advance_ms(86'400'000);
  fleet_.open();
  fleet_.pass_s(1);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::offered);
  fleet_.pass_s(601);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::timed_out);
}

// Half the town is dark: one in ten of those who were offered the release is silent, and one in ten of the untouched.
TEST_F(RolloutTest, does_not_hold_against_a_release_what_the_untouched_suffer_as_well) {
  const std::uint32_t id = start(plan_of({{500, "", ""}, {1000, "", ""}}));
  const auto offered = offered_of_all();
  for (std::size_t at = 0; at < offered.size(); ++at) {
    if (at % 10 != 0) fleet_.confirm(offered[at]);
  }
  fleet_.clock.advance_ms(4'300'000);  // beyond the announced visit and the time-out
  int untouched = 0;
  for (int n = 0; n < kSize; ++n) {
    if (!fleet_.step(id, n) && ++untouched % 10 != 0) fleet_.store.device(TestFleet::key(n))->next_visit_s += 7200;
  }
  fleet_.rollouts->tick().value_or({});
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::timed_out);
  EXPECT_GT(standing(id).census.lost, 5U);
  EXPECT_EQ(state(id), RolloutState::running);
}

TEST_F(RolloutTest, a_device_that_waits_for_a_person_is_no_loss) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  for (const int n : offered) fleet_.visit(n, {"1.0.0", "available", "none", ""});
  fleet_.pass_s(100'000);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::waiting);
  EXPECT_EQ(state(id), RolloutState::running);
}

TEST_F(RolloutTest, a_device_in_its_quiet_hours_is_no_loss_and_one_that_is_silent_after_them_is) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  for (int hour = 0; hour < 9; ++hour) {
    for (const int n : offered) fleet_.visit(n, {"1.0.0", "installed_waiting_for_restart", "none", ""});
    fleet_.pass_s(3600);
    EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::offered);
  }
  EXPECT_EQ(state(id), RolloutState::running);
  fleet_.pass_s(100'000);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::timed_out);
}

TEST_F(RolloutTest, a_trial_that_still_runs_confirms_nothing) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  fleet_.visit(offered[0], {"1.1.0", "on_trial", "none", ""});
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::offered);
  fleet_.confirm(offered[0]);
  EXPECT_EQ(fleet_.step(id, offered[0]), DeviceStep::confirmed);
}

TEST_F(RolloutTest, a_pause_lets_those_finish_who_were_offered_and_offers_to_nobody_else) {
  const std::uint32_t id = start(plan_of({{1000, "", ""}}));
  ASSERT_TRUE(fleet_.visit(1).now);
  ASSERT_TRUE(fleet_.rollouts->pause(id, "olive").ok());
  EXPECT_FALSE(fleet_.visit(2).now);
  EXPECT_FALSE(fleet_.rollouts->may_take(fleet_.member(2), "aa.M1-1.1.0")->now);
  EXPECT_TRUE(fleet_.rollouts->may_take(fleet_.member(1), "aa.M1-1.1.0")->now);
  EXPECT_TRUE(fleet_.visit(1).now);
  ASSERT_TRUE(fleet_.rollouts->resume(id, "olive").ok());
  fleet_.pass_s(2);
  EXPECT_TRUE(fleet_.visit(2).now);
}

TEST_F(RolloutTest, after_a_stop_nobody_gets_a_byte_of_it) {
  const std::uint32_t id = start(plan_of({{1000, "", ""}}));
  ASSERT_TRUE(fleet_.visit(1).now);
  ASSERT_TRUE(fleet_.rollouts->stop(id, "olive").ok());
  for (int n = 0; n < kSize; ++n) {
    EXPECT_FALSE(fleet_.visit(n).now);
    EXPECT_FALSE(fleet_.rollouts->may_take(fleet_.member(n), "aa.M1-1.1.0")->now);
  }
  EXPECT_EQ(*fleet_.rollouts->taken_back(fleet_.member(1)), id);
  EXPECT_EQ(*fleet_.rollouts->taken_back(fleet_.member(2)), std::nullopt);
  EXPECT_EQ(fleet_.rollouts->resume(id, "olive").error().code, Err::refused);
}

TEST_F(RolloutTest, a_stop_that_the_store_does_not_take_is_an_error_and_still_offers_to_nobody_new) {
  const std::uint32_t id = start(plan_of({{1000, "", ""}}));
  fleet_.store.out_of_order = true;
  EXPECT_EQ(fleet_.rollouts->stop(id, "olive").error().code, Err::io);
  EXPECT_FALSE(fleet_.visit(1).now);
  fleet_.store.out_of_order = false;
  EXPECT_FALSE(fleet_.visit(2).now);
  EXPECT_TRUE(fleet_.rollouts->stop(id, "olive").ok());
  EXPECT_EQ(state(id), RolloutState::stopped);
}

TEST_F(RolloutTest, a_release_without_a_roll_out_is_given_to_everybody) {
  EXPECT_TRUE(fleet_.rollouts->may_take(fleet_.member(1), "aa.M1-1.1.0")->now);
  EXPECT_TRUE(fleet_.rollouts->may_take(fleet_.member(1), "bb.sbom.json")->now);
}

TEST_F(RolloutTest, holds_a_release_back_that_is_published_after_it_was_started) {
  Plan plan = plan_of({{1, "", ""}});
  plan.version = "1.2.0";
  EXPECT_EQ(fleet_.rollouts->start(plan, "olive").error().code, Err::not_found);
  ASSERT_TRUE(fleet_.rollouts->start(plan, "olive", {true, 0}).ok());
  fleet_.rollouts->publish({{"M1", "1.2.0", "cc.M1-1.2.0"}});
  int taken = 0;
  for (int n = 0; n < kSize; ++n) taken += fleet_.rollouts->may_take(fleet_.member(n), "cc.M1-1.2.0")->now ? 1 : 0;
  EXPECT_LT(taken, 5);
}

TEST_F(RolloutTest, holds_the_deltas_to_its_release_back_as_well_and_never_offers_one_as_the_release) {
  fleet_.rollouts->publish({{"M1", "1.2.0", "aa.M1-1.1.0-to-1.2.0.delta", true}, {"M1", "1.2.0", "cc.M1-1.2.0"}});
  Plan plan = plan_of({{1, "", ""}});
  plan.version = "1.2.0";
  ASSERT_TRUE(fleet_.rollouts->start(plan, "olive").ok());
  EXPECT_EQ(fleet_.rollouts->artifact_of(plan), "cc.M1-1.2.0");
  int taken = 0;
  for (int n = 0; n < kSize; ++n) taken += fleet_.rollouts->may_take(fleet_.member(n), "aa.M1-1.1.0-to-1.2.0.delta")->now ? 1 : 0;
  EXPECT_LT(taken, 5);
}

TEST_F(RolloutTest, of_a_model_there_is_one_at_a_time) {
  const std::uint32_t id = start();
  EXPECT_EQ(fleet_.rollouts->start(plan_of({{1000, "", ""}}), "olive").error().code, Err::exists);
  ASSERT_TRUE(fleet_.rollouts->stop(id, "olive").ok());
  EXPECT_TRUE(fleet_.rollouts->start(plan_of({{1000, "", ""}}), "olive").ok());
}

TEST_F(RolloutTest, a_late_joiner_lands_in_its_own_bucket) {
  const std::uint32_t id = start();
  for (const int n : offered_of_all()) fleet_.confirm(n);
  for (int n = kSize; n < 2 * kSize; ++n) {
    fleet_.join(n);
    EXPECT_EQ(fleet_.visit(n).now, bucket_of(id, TestFleet::key(n)) < 100);
  }
}

TEST_F(RolloutTest, is_where_it_was_after_a_restart_of_the_service) {
  const std::uint32_t id = start();
  const auto offered = offered_of_all();
  for (const int n : offered) fleet_.confirm(n);
  fleet_.pass_s(2);
  const Counts before = standing(id).counts;
  fleet_.open();
  EXPECT_EQ(standing(id).counts, before);
  EXPECT_EQ(standing(id).rollout.stage, 1U);
  EXPECT_FALSE(fleet_.visit(offered[0], {"1.1.0", "idle", "succeeded", "1.1.0"}).now);
}

TEST_F(RolloutTest, a_dry_run_names_those_who_get_it_when_it_is_started_under_its_number) {
  const Plan plan = plan_of({{100, "", ""}, {1000, "", ""}});
  const Forecast forecast = *fleet_.rollouts->dry_run(plan);
  EXPECT_TRUE(fleet_.rollouts->standings().empty());
  ASSERT_TRUE(fleet_.rollouts->start(plan, "olive", {false, forecast.id}).ok());
  fleet_.pass_s(2);
  const auto offered = offered_of_all();
  EXPECT_EQ(offered.size(), forecast.stages[0].members);
  EXPECT_EQ(forecast.stages[0].members + forecast.stages[1].members, static_cast<std::uint64_t>(kSize));
  for (const std::string& spki : forecast.stages[0].sample) EXPECT_LT(bucket_of(forecast.id, spki), 100U);
}

TEST_F(RolloutTest, the_trail_says_who_did_what_and_what_the_service_did_itself) {
  const std::uint32_t id = start();
  fleet_.fail(offered_of_all()[0]);
  ASSERT_TRUE(fleet_.rollouts->resume(id, "amy").ok());
  ASSERT_TRUE(fleet_.rollouts->stop(id, "olive").ok());
  const auto trail = *fleet_.rollouts->trail(id);
  ASSERT_EQ(trail.size(), 4U);
  EXPECT_EQ(trail[0].who, "olive");
  EXPECT_EQ(trail[1].who, "service");
  EXPECT_EQ(trail[2].who, "amy");
  EXPECT_EQ(trail[3].what, "stop");
}

TEST_F(RolloutTest, who_must_wait_is_told_when_its_turn_comes) {
  Plan plan = plan_of({{1000, "", ""}});
  plan.rate = {60, 100, 1, 60};
  start(plan);
  ASSERT_TRUE(fleet_.visit(1).now);
  ASSERT_TRUE(fleet_.visit(2).now);
  const Turn first = fleet_.visit(3), second = fleet_.visit(4);
  EXPECT_FALSE(first.now);
  ASSERT_TRUE(first.wait_s && second.wait_s);
  EXPECT_EQ(*second.wait_s, *first.wait_s + 1);
}

}  // namespace
}  // namespace cardea::service
