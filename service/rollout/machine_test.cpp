// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/machine.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cardea::service {
namespace {

TEST(RolloutMachine, every_pair_of_state_and_event_has_at_most_one_row) {
  std::set<std::pair<RolloutState, RolloutEvent>> seen;
  for (const auto& row : rollout_transitions()) EXPECT_TRUE(seen.insert({row.from, row.event}).second);
  std::set<std::pair<DeviceStep, DeviceEvent>> steps;
  for (const auto& row : device_transitions()) EXPECT_TRUE(steps.insert({row.from, row.event}).second);
}

TEST(RolloutMachine, what_is_not_in_the_table_does_not_happen) {
  std::size_t allowed = 0;
  for (int state = 0; state <= static_cast<int>(RolloutState::kLast); ++state) {
    for (int event = 0; event <= static_cast<int>(RolloutEvent::kLast); ++event) {
      if (next_state(static_cast<RolloutState>(state), static_cast<RolloutEvent>(event))) ++allowed;
    }
  }
  EXPECT_EQ(allowed, rollout_transitions().size());
}

TEST(RolloutMachine, nothing_leads_out_of_stopped) {
  for (int event = 0; event <= static_cast<int>(RolloutEvent::kLast); ++event) {
    EXPECT_FALSE(next_state(RolloutState::stopped, static_cast<RolloutEvent>(event)));
  }
}

TEST(RolloutMachine, a_stop_is_taken_in_every_other_state) {
  for (const RolloutState state : {RolloutState::running, RolloutState::paused, RolloutState::completed}) {
    EXPECT_EQ(next_state(state, RolloutEvent::stop), RolloutState::stopped);
  }
}

TEST(RolloutMachine, only_an_operator_leads_out_of_a_pause) {
  for (const auto& row : rollout_transitions()) {
    if (row.from != RolloutState::paused) continue;
    EXPECT_TRUE(row.event == RolloutEvent::resume || row.event == RolloutEvent::stop);
  }
}

TEST(DeviceMachine, a_device_that_waits_for_a_person_is_never_timed_out) {
  EXPECT_FALSE(next_step(DeviceStep::waiting, DeviceEvent::is_silent));
}

TEST(DeviceMachine, one_that_was_given_up_may_still_confirm) {
  EXPECT_EQ(next_step(DeviceStep::timed_out, DeviceEvent::confirms), DeviceStep::confirmed);
}

TEST(DeviceMachine, every_step_but_the_first_can_be_reached) {
  std::set<DeviceStep> reached{DeviceStep::offered};
  for (const auto& row : device_transitions()) reached.insert(row.to);
  EXPECT_EQ(reached.size(), static_cast<std::size_t>(DeviceStep::kLast) + 1);
}

}  // namespace
}  // namespace cardea::service
