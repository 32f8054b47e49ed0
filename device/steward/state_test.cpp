// SPDX-License-Identifier: Apache-2.0
#include "device/steward/state.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cardea::steward {
namespace {

constexpr std::array kStates{DeviceState::factory_default, DeviceState::initializing, DeviceState::initialized};

TEST(StateTable, names_every_request_once) {
  std::set<Ask> seen;
  for (const AskRow& row : kAsks) EXPECT_TRUE(seen.insert(row.ask).second);
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(Ask::kLast) + 1);
}

TEST(StateTable, set_up_is_possible_in_factory_default_only) {
  EXPECT_EQ(verdict_on(Ask::set_up, DeviceState::factory_default), Verdict::yes);
  EXPECT_EQ(verdict_on(Ask::set_up, DeviceState::initializing), Verdict::not_now);
  EXPECT_EQ(verdict_on(Ask::set_up, DeviceState::initialized), Verdict::not_now);
}

TEST(StateTable, nobody_is_signed_in_before_set_up) {
  for (const Ask ask : {Ask::check_session, Ask::sign_out, Ask::change_password, Ask::read_settings, Ask::write_settings,
                        Ask::read_events, Ask::erase}) {
    EXPECT_EQ(verdict_on(ask, DeviceState::factory_default), Verdict::no_session);
    EXPECT_EQ(verdict_on(ask, DeviceState::initializing), Verdict::no_session);
    EXPECT_EQ(verdict_on(ask, DeviceState::initialized), Verdict::yes);
  }
  EXPECT_EQ(verdict_on(Ask::sign_in, DeviceState::factory_default), Verdict::not_now);
}

TEST(StateTable, every_state_and_happening_leads_on_or_is_refused) {
  int leads_on = 0;
  for (const DeviceState from : kStates) {
    for (int i = 0; i <= static_cast<int>(Happening::kLast); ++i) leads_on += next_state(from, static_cast<Happening>(i)) ? 1 : 0;
  }
  EXPECT_EQ(leads_on, 4);
  EXPECT_EQ(*next_state(DeviceState::factory_default, Happening::label_accepted), DeviceState::initializing);
  EXPECT_EQ(*next_state(DeviceState::initializing, Happening::account_made), DeviceState::initialized);
  EXPECT_EQ(*next_state(DeviceState::initializing, Happening::set_up_failed), DeviceState::factory_default);
  EXPECT_EQ(*next_state(DeviceState::initialized, Happening::erased), DeviceState::factory_default);
  EXPECT_EQ(next_state(DeviceState::initialized, Happening::label_accepted).error().code, Err::refused);
}

}  // namespace
}  // namespace cardea::steward
