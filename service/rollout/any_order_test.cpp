// SPDX-License-Identifier: Apache-2.0
// Whatever order things happen in: devices come, succeed, fail, vanish and join, operators pause, resume and stop, the service
// restarts. After every step the promises of a roll-out hold. Seeds are fixed and named in a failure.
#include <random>
#include <set>

#include "service/rollout/test_fleet.hpp"

namespace cardea::service {
namespace {

constexpr int kFirstSize = 120;
constexpr int kSteps = 2500;

class AnyOrder : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  AnyOrder() : fleet_(kFirstSize), size_(kFirstSize), random_(GetParam()) {
    Plan plan = plan_of({{200, "", ""}, {500, "", ""}, {1000, "", ""}});
    plan.rate = {600, 150, 10, 6000};
    plan.gate = {60, 100, below(2) * 300};
    id_ = *fleet_.rollouts->start(plan, "olive");
    seen_ = *fleet_.rollouts->standing(id_);
  }

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_()) % n; }
  int anybody() { return static_cast<int>(below(static_cast<std::uint32_t>(size_))); }
  Standing standing() { return *fleet_.rollouts->standing(id_); }

  void visit() {
    const int n = anybody();
    const bool had_one = fleet_.step(id_, n).has_value();
    const Standing before = standing();
    const std::string version = fleet_.member(n).version;
    fleet_.visit(n, {version, "idle", "none", ""});
    if (had_one || !fleet_.step(id_, n)) return;
    // A new offer: only in these states, only to a stage that is open, and never faster than the rate.
    EXPECT_TRUE(before.rollout.state == RolloutState::running || before.rollout.state == RolloutState::completed);
    EXPECT_LE(stage_of(before.rollout.plan, id_, fleet_.member(n)), before.rollout.stage);
    EXPECT_EQ(version, "1.0.0");
    ++offered_;
  }

  void finish() {
    const int n = anybody();
    const auto step = fleet_.step(id_, n);
    if (!step) return;
    const std::uint32_t dice = below(100);
    if (dice < 1) {
      fleet_.fail(n);
    } else if (dice < 10) {
      fleet_.visit(n, {fleet_.member(n).version, "available", "none", ""});
    } else if (*step != DeviceStep::failed) {
      fleet_.confirm(n);
    }
  }

  void ask_as_operator() {
    const std::uint32_t dice = below(200);
    if (dice == 0) {
      if (fleet_.rollouts->stop(id_, "olive").ok()) stopped_with_ = standing().counts.all();
    } else if (dice < 30) {
      fleet_.rollouts->pause(id_, "olive").value_or({});
    } else {
      fleet_.rollouts->resume(id_, "olive").value_or({});
    }
  }

  void happen() {
    const std::uint32_t dice = below(100);
    if (dice < 45) return visit();
    if (dice < 75) return finish();
    if (dice < 90) return fleet_.pass_s(1 + below(dice % 7 == 0 ? 3000 : 10));
    if (dice < 94) return fleet_.join(size_++);
    if (dice < 98) return ask_as_operator();
    fleet_.open();  // a restart
  }

  void check() {
    const Standing now = standing();
    EXPECT_EQ(now.counts, *fleet_.store.counts(id_));
    EXPECT_GE(now.rollout.stage, seen_.rollout.stage);
    EXPECT_LE(now.rollout.stage, seen_.rollout.stage + 1);
    EXPECT_TRUE(is_allowed(seen_.rollout.state, now.rollout.state));
    const bool went_on = now.rollout.stage > seen_.rollout.stage;
    EXPECT_TRUE(!went_on || now.counts.confirmed > 0 || now.counts.all() == 0);
    const bool stopped = now.rollout.state == RolloutState::stopped;
    EXPECT_TRUE(!stopped || now.counts.all() == stopped_with_);
    const double minutes = static_cast<double>(fleet_.clock.wall_s() - now.rollout.started_s) / 60;
    EXPECT_LE(offered_, 6000 * minutes + 6000.0 / 60 * 2 + 1);
    seen_ = now;
  }

  static bool is_allowed(RolloutState from, RolloutState to) {
    // One step may hold several events (a tick judges and opens), so: a way through the table, and never out of stopped.
    std::set<RolloutState> reached{from};
    for (int hops = 0; hops < 3; ++hops) {
      for (const auto& row : rollout_transitions()) {
        if (reached.contains(row.from)) reached.insert(row.to);
      }
    }
    return reached.contains(to);
  }

  TestFleet fleet_;
  int size_;
  std::mt19937 random_;
  std::uint32_t id_ = 0;
  Standing seen_;
  std::uint64_t stopped_with_ = 0;
  double offered_ = 0;
};

TEST_P(AnyOrder, keeps_the_promises_of_a_roll_out) {
  for (int step = 0; step < kSteps && !HasFailure(); ++step) {
    happen();
    check();
  }
  EXPECT_FALSE(HasFailure()) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyOrder, ::testing::Range(1U, 61U));

}  // namespace
}  // namespace cardea::service
