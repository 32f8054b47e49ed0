// SPDX-License-Identifier: Apache-2.0
#include "device/warden/trial.hpp"

#include <gtest/gtest.h>

#include "device/warden/restart_budget.hpp"

namespace cardea::warden {
namespace {

TEST(TrialBoot, is_good_after_a_healthy_span_with_the_service_reached) {
  TrialJudge trial(1000);
  trial.service_reached();
  trial.all_ready(2000);
  EXPECT_EQ(trial.judge(4999), Verdict::wait);
  EXPECT_EQ(trial.judge(5000), Verdict::good);
}

TEST(TrialBoot, waits_for_the_service_until_the_offline_budget_is_over) {
  TrialJudge trial(0);
  trial.all_ready(0);
  EXPECT_EQ(trial.judge(19'999), Verdict::wait);
  EXPECT_EQ(trial.judge(20'000), Verdict::good);
}

TEST(TrialBoot, starts_its_span_again_when_a_process_is_not_healthy) {
  TrialJudge trial(0);
  trial.service_reached();
  trial.all_ready(0);
  trial.unhealthy();
  EXPECT_EQ(trial.judge(10'000), Verdict::wait);
  trial.healthy(10'000);
  EXPECT_EQ(trial.judge(12'999), Verdict::wait);
  EXPECT_EQ(trial.judge(13'000), Verdict::good);
}

TEST(TrialBoot, is_bad_when_it_was_not_good_in_time) {
  TrialJudge trial(0);
  EXPECT_EQ(trial.judge(119'999), Verdict::wait);
  EXPECT_EQ(trial.judge(120'000), Verdict::bad);
}

TEST(TrialBoot, is_never_good_before_all_are_ready) {
  TrialJudge trial(0);
  trial.service_reached();
  trial.healthy(0);
  EXPECT_EQ(trial.judge(60'000), Verdict::wait);
}

TEST(RestartBudgetTest, is_spent_by_five_deaths_in_a_minute) {
  RestartBudget budget;
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_TRUE(budget.spend(i * 1000));
  EXPECT_FALSE(budget.spend(5000));
}

TEST(RestartBudgetTest, forgets_what_is_older_than_a_minute) {
  RestartBudget budget;
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_TRUE(budget.spend(i * 20'000));
}

}  // namespace
}  // namespace cardea::warden
