// SPDX-License-Identifier: Apache-2.0
#include "device/updater/machine.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cardea::updater {
namespace {

TEST(UpdateMachine, every_pair_of_phase_and_event_has_at_most_one_row) {
  std::set<std::pair<Phase, Event>> seen;
  for (const Transition& row : transitions()) EXPECT_TRUE(seen.insert({row.from, row.event}).second);
}

TEST(UpdateMachine, what_is_not_in_the_table_does_not_happen) {
  std::size_t allowed = 0;
  for (int phase = 0; phase <= static_cast<int>(Phase::kLast); ++phase) {
    for (int event = 0; event <= static_cast<int>(Event::kLast); ++event) {
      if (next_phase(static_cast<Phase>(phase), static_cast<Event>(event))) ++allowed;
    }
  }
  EXPECT_EQ(allowed, transitions().size());
  EXPECT_FALSE(next_phase(Phase::downloading, Event::check_wanted));
  EXPECT_FALSE(next_phase(Phase::idle, Event::install_wanted));
  EXPECT_FALSE(next_phase(Phase::available, Event::image_verified));
  EXPECT_FALSE(next_phase(Phase::downloading, Event::image_verified));
  EXPECT_FALSE(next_phase(Phase::on_trial, Event::check_wanted));
}

TEST(UpdateMachine, the_only_way_to_a_restart_is_through_verification) {
  for (const Transition& row : transitions()) {
    if (row.to == Phase::installed_waiting_for_restart) {
      EXPECT_EQ(row.from, Phase::verifying);
      EXPECT_EQ(row.event, Event::image_verified);
    }
  }
}

TEST(UpdateMachine, every_phase_can_be_reached_and_left) {
  for (int phase = 0; phase <= static_cast<int>(Phase::kLast); ++phase) {
    bool reached = phase == static_cast<int>(Phase::idle);
    bool left = false;
    for (const Transition& row : transitions()) {
      if (row.from == row.to) continue;
      reached = reached || row.to == static_cast<Phase>(phase);
      left = left || row.from == static_cast<Phase>(phase);
    }
    EXPECT_TRUE(reached && left) << phase;
  }
}

}  // namespace
}  // namespace cardea::updater
