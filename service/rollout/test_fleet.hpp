// SPDX-License-Identifier: Apache-2.0
// For tests only: a fleet of one model in memory, its roll-outs, and a clock that moves when told.
#pragma once

#include <gtest/gtest.h>

#include "service/rollout/memory_store.hpp"
#include "service/rollout/rollouts.hpp"

namespace cardea::service {

class TestFleet {
 public:
  static constexpr std::uint32_t kLongestVisit_s = 3600;

  explicit TestFleet(int size) {
    for (int n = 0; n < size; ++n) join(n);
    open();
  }

  void open() {
    rollouts.reset();
    auto opened = Rollouts::open(store, clock, [this] { return next_id += 2; }, kLongestVisit_s);
    rollouts = std::move(*opened);
    rollouts->publish({{"M1", "1.1.0", "aa.M1-1.1.0"}});
  }

  static std::string key(int n) { return "key-" + std::to_string(1'000'000 + n); }
  void join(int n) {
    store.add_device({{key(n), "M1", "1.0.0", ""}, clock.wall_s(), clock.wall_s() + kLongestVisit_s, false, std::nullopt});
  }
  Member member(int n) { return store.device(key(n))->member; }

  // A visit as the edge handles it: the device's report, then whether it is its turn.
  Turn visit(int n, const Report& report = {"1.0.0", "idle", "none", ""}) {
    CensusRow* row = store.device(key(n));
    row->member.version = report.version;
    row->last_seen_s = clock.wall_s();
    row->next_visit_s = clock.wall_s() + kLongestVisit_s;
    EXPECT_TRUE(rollouts->note(row->member, report).ok());
    const auto turn = rollouts->turn_of(row->member);
    EXPECT_TRUE(turn.ok());
    return turn ? *turn : Turn{};
  }
  Turn confirm(int n) { return visit(n, {"1.1.0", "idle", "succeeded", "1.1.0"}); }
  Turn fail(int n) { return visit(n, {"1.0.0", "idle", "fell_back", "1.1.0"}); }

  void pass_s(std::uint64_t seconds) {
    clock.advance_ms(seconds * 1000);
    EXPECT_TRUE(rollouts->tick().ok());
  }
  std::optional<DeviceStep> step(std::uint32_t id, int n) {
    const auto offer = store.offer(id, key(n));
    if (!offer || !*offer) return std::nullopt;
    return (*offer)->step;
  }

  FakeClock clock;
  MemoryRolloutStore store;
  std::uint32_t next_id = 41;
  std::unique_ptr<Rollouts> rollouts;
};

inline Plan plan_of(std::vector<Stage> stages) {
  Plan plan;
  plan.model = "M1";
  plan.version = "1.1.0";
  plan.stages = std::move(stages);
  plan.rate = {60'000, 100, 1, 60'000};  // fast enough not to matter
  plan.timeout_s = 600;
  return plan;
}

}  // namespace cardea::service
