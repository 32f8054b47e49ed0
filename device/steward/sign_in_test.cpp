// SPDX-License-Identifier: Apache-2.0
#include "device/steward/test_household.hpp"

namespace cardea::steward {
namespace {

using contract::SignInOutcome;
using test::kGood;
using test::kLabel;
using test::kOther;
using test::outcome_of;
using test::TestHousehold;

TEST(SetUp, makes_an_administrator_who_is_signed_in) {
  TestHousehold home;
  EXPECT_EQ(home.steward().read_state().state, DeviceState::factory_default);
  auto result = home.set_up();
  ASSERT_EQ(outcome_of(result), SignInOutcome::ok);
  const auto session = home.steward().check_session(result->token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->name, "ada");
  EXPECT_EQ(session->role, contract::Role::admin);
  home.restart();
  EXPECT_EQ(home.steward().read_state().state, DeviceState::initialized);
}

TEST(SetUp, the_password_of_the_label_can_do_nothing_else) {
  TestHousehold home;
  EXPECT_EQ(outcome_of(home.sign_in("ada", kLabel)), SignInOutcome::not_in_this_state);
  const SecretBytes label(kLabel);
  EXPECT_EQ(home.steward().check_session(label).error().code, Err::unauthentic);
  EXPECT_EQ(home.steward().read_settings(label).error().code, Err::unauthentic);
  EXPECT_EQ(home.steward().write_settings(label, {}).error().code, Err::unauthentic);
  EXPECT_EQ(home.steward().read_events(label, 10).error().code, Err::unauthentic);
  EXPECT_EQ(home.erase(label, kLabel).error().code, Err::unauthentic);
  EXPECT_EQ(home.change(label, kLabel, kGood).error().code, Err::unauthentic);
  ASSERT_EQ(outcome_of(home.set_up()), SignInOutcome::ok);
  EXPECT_EQ(outcome_of(home.set_up()), SignInOutcome::not_in_this_state);
  EXPECT_EQ(outcome_of(home.sign_in("ada", kLabel)), SignInOutcome::wrong);
}

TEST(SetUp, a_wrong_label_password_changes_nothing_and_is_slowed_down) {
  TestHousehold home;
  for (std::uint32_t i = 0; i < kFreeAttempts; ++i) EXPECT_EQ(outcome_of(home.set_up("KQXM-WRONG")), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home.set_up("KQXM-WRONG")), SignInOutcome::wait);
  EXPECT_EQ(home.steward().read_state().state, DeviceState::factory_default);
  home.clock.advance_ms(kDelayMaxMs);
  EXPECT_EQ(outcome_of(home.set_up()), SignInOutcome::ok);
}

TEST(SetUp, asks_for_a_good_new_password_that_is_not_the_label) {
  TestHousehold home;
  const auto weak = home.set_up(kLabel, "password123");
  EXPECT_EQ(outcome_of(weak), SignInOutcome::weak_password);
  EXPECT_FALSE(weak->detail.empty());
  EXPECT_EQ(outcome_of(home.set_up(kLabel, kLabel)), SignInOutcome::weak_password);
  EXPECT_EQ(home.steward().read_state().state, DeviceState::factory_default);
}

TEST(SetUp, refuses_a_name_that_is_none) {
  TestHousehold home;
  for (const std::string& name : std::vector<std::string>{"", "Ada", "a b", "ada\n", "(label)", std::string(33, 'a')}) {
    std::optional<Result<contract::SignInResult>> answer;
    home.steward().set_up({SecretBytes(kLabel), name, SecretBytes(kGood), "192.0.2.7"},
                          [&](auto result) { answer = std::move(result); });
    home.run_desk();
    ASSERT_TRUE(answer && !*answer) << name;
    EXPECT_EQ(answer->error().code, Err::bad_value);
  }
}

TEST(SetUp, of_two_holders_of_the_label_at_once_one_wins) {
  TestHousehold home;
  std::vector<SignInOutcome> outcomes;
  for (const char* name : {"ada", "bo"}) {
    home.steward().set_up({SecretBytes(kLabel), name, SecretBytes(kGood), "192.0.2.7"},
                          [&](auto result) { outcomes.push_back(outcome_of(result)); });
  }
  home.run_desk();
  std::sort(outcomes.begin(), outcomes.end());
  EXPECT_EQ(outcomes, (std::vector{SignInOutcome::ok, SignInOutcome::not_in_this_state}));
}

TEST(SetUp, is_initializing_between_the_label_and_the_account) {
  TestHousehold home;
  std::optional<SignInOutcome> seen;
  home.steward().set_up({SecretBytes(kLabel), "ada", SecretBytes(kGood), "192.0.2.7"},
                        [&](auto result) { seen = outcome_of(result); });
  home.loop().turn(0);
  EXPECT_EQ(home.steward().read_state().state, DeviceState::initializing);
  EXPECT_FALSE(seen);
  home.restart();  // the power goes
  EXPECT_EQ(home.steward().read_state().state, DeviceState::factory_default);
}

TEST(SignIn, the_right_password_signs_in_and_the_wrong_one_does_not) {
  TestHousehold home;
  home.admin();
  EXPECT_EQ(outcome_of(home.sign_in("ada", kGood)), SignInOutcome::ok);
  EXPECT_EQ(outcome_of(home.sign_in("ada", kOther)), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home.sign_in("ada", "")), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home.sign_in("nobody", kGood)), SignInOutcome::wrong);
}

TEST(SignIn, after_five_wrong_attempts_guessing_waits_and_the_owner_gets_in_afterwards) {
  TestHousehold home;
  home.admin();
  for (std::uint32_t i = 0; i < kFreeAttempts; ++i)
    EXPECT_EQ(outcome_of(home.sign_in("ada", kOther, "192.0.2.66")), SignInOutcome::wrong);
  const auto held = home.sign_in("ada", kGood, "192.0.2.66");
  EXPECT_EQ(outcome_of(held), SignInOutcome::wait);  // also the right password
  EXPECT_EQ(held->retry_after_s, 2U);
  home.clock.advance_ms(held->retry_after_s * 1000);
  EXPECT_EQ(outcome_of(home.sign_in("ada", kGood, "192.0.2.66")), SignInOutcome::ok);
}

TEST(SignIn, guessing_in_parallel_gains_nothing) {
  TestHousehold home;
  home.admin();
  std::map<SignInOutcome, int> outcomes;
  for (int i = 0; i < 200; ++i) {
    home.steward().sign_in({"ada", SecretBytes("guess number " + std::to_string(i)), "", "192.0.2.66"},
                           [&](auto result) { ++outcomes[outcome_of(result)]; });
  }
  home.run_desk();
  EXPECT_EQ(outcomes[SignInOutcome::wrong], static_cast<int>(kFreeAttempts));
  EXPECT_EQ(outcomes[SignInOutcome::wait], 200 - static_cast<int>(kFreeAttempts));
}

TEST(SignIn, a_restart_gives_no_new_attempts) {
  TestHousehold home;
  home.admin();
  for (std::uint32_t i = 0; i < kFreeAttempts; ++i) (void)home.sign_in("ada", kOther, "192.0.2.66");
  home.restart();
  EXPECT_EQ(outcome_of(home.sign_in("ada", kOther, "192.0.2.66")), SignInOutcome::wait);
}

TEST(SignIn, the_desk_is_bounded) {
  TestHousehold home;
  home.admin();
  std::map<SignInOutcome, int> outcomes;
  for (int i = 0; i < 40; ++i) {
    const std::string source = "198.51." + std::to_string(i) + ".1";
    home.steward().sign_in({"name" + std::to_string(i), SecretBytes(kOther), "", source},
                           [&](auto result) { ++outcomes[outcome_of(result)]; });
  }
  home.run_desk();
  EXPECT_LE(outcomes[SignInOutcome::wrong], static_cast<int>(kDeskWaitingMax));
  EXPECT_EQ(outcomes[SignInOutcome::wrong] + outcomes[SignInOutcome::wait], 40);
}

TEST(SignIn, the_owner_goes_before_strangers_who_came_first) {
  TestHousehold home;
  home.admin();  // signed in from 192.0.2.7 at set-up
  std::vector<std::string> order;
  for (int i = 0; i < 40; ++i) {
    home.steward().sign_in({"name" + std::to_string(i), SecretBytes(kOther), "", "198.51." + std::to_string(i) + ".1"}, [&](auto result) {
      if (outcome_of(result) == SignInOutcome::wrong) order.emplace_back("stranger");
    });
  }
  home.steward().sign_in({"ada", SecretBytes(kGood), "", "192.0.2.7"}, [&](auto result) {
    EXPECT_EQ(outcome_of(result), SignInOutcome::ok);
    order.emplace_back("owner");
  });
  home.run_desk();
  ASSERT_GT(order.size(), 2U);
  EXPECT_EQ(order.front(), "owner");
}

TEST(SignIn, a_name_without_account_is_not_written_down) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  (void)home.sign_in("my-secret-typed-as-name", kGood);
  const auto events = home.steward().read_events(token, 100);
  ASSERT_TRUE(events);
  EXPECT_EQ(events->events.front().kind, "sign-in-refused");
  EXPECT_EQ(events->events.front().text.find("my-secret"), std::string::npos);
}

TEST(ChangePassword, ends_every_other_session_and_the_old_password) {
  TestHousehold home;
  const SecretBytes first = home.admin();
  auto second = home.sign_in("ada", kGood);
  auto changed = home.change(second->token, kGood, kOther);
  ASSERT_EQ(outcome_of(changed), SignInOutcome::ok);
  EXPECT_FALSE(home.steward().check_session(first));
  EXPECT_FALSE(home.steward().check_session(second->token));
  EXPECT_TRUE(home.steward().check_session(changed->token));
  EXPECT_EQ(outcome_of(home.sign_in("ada", kGood)), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home.sign_in("ada", kOther)), SignInOutcome::ok);
}

TEST(ChangePassword, asks_for_the_old_one_and_for_another_good_one) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  EXPECT_EQ(outcome_of(home.change(token, kOther, "bracken ferry stool")), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home.change(token, kGood, "short")), SignInOutcome::weak_password);
  EXPECT_EQ(outcome_of(home.change(token, kGood, kGood)), SignInOutcome::weak_password);
  EXPECT_EQ(home.change(SecretBytes("made up"), kGood, kOther).error().code, Err::unauthentic);
  EXPECT_EQ(outcome_of(home.sign_in("ada", kGood)), SignInOutcome::ok);
}

TEST(ChangePassword, a_stolen_session_cannot_guess_the_old_password) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  for (std::uint32_t i = 0; i < kFreeAttempts; ++i)
    EXPECT_EQ(outcome_of(home.change(token, kOther, "bracken ferry stool")), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home.change(token, kGood, kOther)), SignInOutcome::wait);
}

TEST(ChangePassword, a_sign_in_under_way_with_the_old_password_fails) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  std::optional<SignInOutcome> changed;
  std::optional<Err> late;
  home.steward().change_password({token.clone(), SecretBytes(kGood), SecretBytes(kOther), "192.0.2.7"},
                                 [&](auto result) { changed = outcome_of(result); });
  home.loop().turn(0);  // verified, the new one not hashed yet
  home.steward().sign_in({"ada", SecretBytes(kGood), "", "192.0.2.7"}, [&](auto result) {
    if (!result) late = result.error().code;
  });
  home.run_desk();
  EXPECT_EQ(changed, SignInOutcome::ok);
  EXPECT_EQ(late, Err::unauthentic);
}

}  // namespace
}  // namespace cardea::steward
