// SPDX-License-Identifier: Apache-2.0
// A device whose clock starts in 1970 and is set later, or jumps: people get in, nothing is locked for good, nothing lasts too
// long.
#include "device/steward/test_household.hpp"
#include "lib/crypto/totp.hpp"

namespace cardea::steward {
namespace {

using contract::SignInOutcome;
using test::kGood;
using test::kOther;
using test::outcome_of;

constexpr std::int64_t k1970 = 40;
constexpr std::int64_t kToday = 1'800'000'000;

class WrongClock : public ::testing::Test {
 protected:
  // As after a start without a battery, and after the time became known.
  void start_at(std::int64_t wall_s) {
    home_.clock.set_wall_s(wall_s);
    home_.restart();
  }
  std::string code(std::int64_t at_s) {
    auto query = home_.db().prepare("SELECT person, record FROM second_factor");
    EXPECT_TRUE(*query->step());
    const auto record = home_.keys().open_record<SecondFactorRecord>(query->integer(0), "second factor", query->bytes(1));
    return crypto::totp_code(record->secret, static_cast<std::uint64_t>(at_s / 30));
  }

  test::TestHousehold home_;
};

//= EN303645 5.9-2   type=test
TEST_F(WrongClock, set_up_sign_in_and_settings_work_in_1970) {
  start_at(k1970);
  const SecretBytes token = home_.admin();
  ASSERT_TRUE(home_.steward().check_session(token));
  auto settings = *home_.steward().read_settings(token);
  settings.device_name = "Kitchen";
  EXPECT_TRUE(home_.steward().write_settings(token, settings));
  EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood)), SignInOutcome::ok);
}

TEST_F(WrongClock, a_session_of_1970_does_not_outlive_the_day_the_time_becomes_known) {
  start_at(k1970);
  const SecretBytes token = home_.admin();
  home_.clock.set_wall_s(kToday);
  EXPECT_EQ(home_.steward().check_session(token).error().code, Err::unauthentic);
  EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood)), SignInOutcome::ok) << "signing in again is all it takes";
}

TEST_F(WrongClock, a_session_of_today_is_no_session_in_1970) {
  const SecretBytes token = home_.admin();
  start_at(k1970);
  EXPECT_EQ(home_.steward().check_session(token).error().code, Err::unauthentic);
  EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood)), SignInOutcome::ok);
}

TEST_F(WrongClock, delays_of_sign_in_do_not_follow_the_wall_clock) {
  home_.admin();
  for (std::uint32_t i = 0; i < kFreeAttempts; ++i) (void)home_.sign_in("ada", kOther, "192.0.2.66");
  for (const std::int64_t wall_s : {k1970, std::int64_t{kToday + 10 * 365 * 86'400LL}}) {
    home_.clock.set_wall_s(wall_s);
    EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood, "192.0.2.66")), SignInOutcome::wait);
  }
}

TEST_F(WrongClock, codes_of_the_present_do_not_fit_in_1970_recovery_codes_do_and_later_codes_fit_again) {
  const SecretBytes token = home_.admin();
  ASSERT_TRUE(home_.begin_second_factor(token, kGood));
  const auto recovery = home_.steward().confirm_second_factor({token.clone(), code(home_.clock.wall_s())});
  ASSERT_TRUE(recovery);
  start_at(k1970);
  EXPECT_EQ(outcome_of(home_.sign_in_with_code("ada", kGood, code(kToday + 3600))), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home_.sign_in_with_code("ada", kGood, recovery->codes[0])), SignInOutcome::ok);
  start_at(kToday + 3600);
  EXPECT_EQ(outcome_of(home_.sign_in_with_code("ada", kGood, code(kToday + 3600))), SignInOutcome::ok);
}

TEST_F(WrongClock, a_code_that_was_used_is_not_good_again_when_the_clock_is_set_back_to_its_moment) {
  const SecretBytes token = home_.admin();
  ASSERT_TRUE(home_.begin_second_factor(token, kGood));
  ASSERT_TRUE(home_.steward().confirm_second_factor({token.clone(), code(home_.clock.wall_s())}));
  home_.clock.advance_ms(120'000);
  const std::int64_t then_s = home_.clock.wall_s();
  const std::string once = code(then_s);
  ASSERT_EQ(outcome_of(home_.sign_in_with_code("ada", kGood, once)), SignInOutcome::ok);
  start_at(k1970);
  start_at(then_s);
  EXPECT_EQ(outcome_of(home_.sign_in_with_code("ada", kGood, once)), SignInOutcome::wrong);
}

TEST_F(WrongClock, a_postponement_of_updates_does_not_last_until_the_clock_has_caught_up) {
  const SecretBytes token = home_.admin();
  auto settings = *home_.steward().read_settings(token);
  settings.updates_postponed_until_s = home_.clock.wall_s() + 86'400;
  ASSERT_TRUE(home_.steward().write_settings(token, settings));
  start_at(k1970);
  EXPECT_EQ(home_.steward().read_update_settings()->postponed_until_s, 0);
  auto again = home_.sign_in("ada", kGood);
  ASSERT_EQ(outcome_of(again), SignInOutcome::ok);
  settings = *home_.steward().read_settings(again->token);
  settings.device_name = "Hall";
  EXPECT_TRUE(home_.steward().write_settings(again->token, settings)) << "what is shown can be saved";
}

}  // namespace
}  // namespace cardea::steward
