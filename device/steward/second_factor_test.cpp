// SPDX-License-Identifier: Apache-2.0
#include "device/steward/second_factor.hpp"

#include "device/steward/test_household.hpp"
#include "lib/crypto/totp.hpp"
#include "lib/store/file.hpp"

namespace cardea::steward {
namespace {

using contract::SignInOutcome;
using test::kGood;
using test::outcome_of;

class SecondStep : public ::testing::Test {
 protected:
  SecondStep() : admin_(home_.admin()) {}

  // Of the stored secret, as the app would show it at this moment.
  std::string code() {
    auto query = home_.db().prepare("SELECT person, record FROM second_factor");
    EXPECT_TRUE(*query->step());
    const auto record = home_.keys().open_record<SecondFactorRecord>(query->integer(0), "second factor", query->bytes(1));
    return crypto::totp_code(record->secret, static_cast<std::uint64_t>(home_.clock.wall_s() / 30));
  }
  std::vector<std::string> turn_on() {
    EXPECT_TRUE(home_.begin_second_factor(admin_, kGood));
    auto codes = home_.steward().confirm_second_factor({admin_.clone(), code()});
    EXPECT_TRUE(codes);
    home_.clock.advance_ms(60'000);
    return codes ? codes->codes : std::vector<std::string>();
  }
  SignInOutcome sign_in(const std::string& with) {
    home_.clock.advance_ms(120'000);  // no delay of the throttle stands in the way
    return outcome_of(home_.sign_in_with_code("ada", kGood, with));
  }
  std::string code_soon() {  // for sign_in, which lets two minutes pass
    home_.clock.advance_ms(120'000);
    const std::string then = code();
    home_.clock.set_wall_s(home_.clock.wall_s() - 120);
    return then;
  }

  test::TestHousehold home_;
  SecretBytes admin_;
};

TEST_F(SecondStep, is_asked_for_after_the_right_password_only) {
  turn_on();
  EXPECT_EQ(sign_in(""), SignInOutcome::code_needed);
  EXPECT_EQ(outcome_of(home_.sign_in_with_code("ada", "not that one", code())), SignInOutcome::wrong);
  EXPECT_EQ(sign_in("000000"), SignInOutcome::wrong);
  EXPECT_EQ(sign_in(code_soon()), SignInOutcome::ok);
}

TEST_F(SecondStep, takes_a_code_once) {
  turn_on();
  const std::string once = code_soon();
  EXPECT_EQ(sign_in(once), SignInOutcome::ok);
  EXPECT_EQ(outcome_of(home_.sign_in_with_code("ada", kGood, once)), SignInOutcome::wrong);
}

TEST_F(SecondStep, takes_each_recovery_code_once_however_it_is_typed) {
  const auto codes = turn_on();
  ASSERT_EQ(codes.size(), kRecoveryCodes);
  EXPECT_EQ(codes[0].size(), 19U);
  std::string typed = codes[0];
  for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  EXPECT_EQ(sign_in(typed), SignInOutcome::ok);
  EXPECT_EQ(sign_in(codes[0]), SignInOutcome::wrong);
  EXPECT_EQ(sign_in(codes[1]), SignInOutcome::ok);
}

TEST_F(SecondStep, is_not_on_before_a_code_has_shown_that_the_app_has_the_secret) {
  ASSERT_TRUE(home_.begin_second_factor(admin_, kGood));
  EXPECT_EQ(home_.steward().confirm_second_factor({admin_.clone(), "000000"}).error().code, Err::unauthentic);
  EXPECT_EQ(sign_in(""), SignInOutcome::ok);
}

TEST_F(SecondStep, needs_the_password_to_be_turned_on_or_off) {
  EXPECT_EQ(home_.begin_second_factor(admin_, "not that one").error().code, Err::unauthentic);
  turn_on();
  EXPECT_EQ(home_.begin_second_factor(admin_, kGood).error().code, Err::exists);
  EXPECT_EQ(home_.remove_second_factor(admin_, "not that one").error().code, Err::unauthentic);
  EXPECT_EQ(sign_in(""), SignInOutcome::code_needed);
  EXPECT_TRUE(home_.remove_second_factor(admin_, kGood));
  EXPECT_EQ(sign_in(""), SignInOutcome::ok);
}

TEST_F(SecondStep, slows_down_whoever_guesses_codes) {
  turn_on();
  int waits = 0;
  for (int i = 0; i < 12; ++i) waits += outcome_of(home_.sign_in_with_code("ada", kGood, "000000", "192.0.2.99")) == SignInOutcome::wait;
  EXPECT_GE(waits, 6);
}

TEST_F(SecondStep, goes_with_a_reset_and_with_everything_else) {
  turn_on();
  EXPECT_TRUE(home_.erase(admin_, kGood));
  auto rows = home_.db().prepare("SELECT (SELECT count(*) FROM second_factor) + (SELECT count(*) FROM recovery)");
  EXPECT_TRUE(*rows->step());
  EXPECT_EQ(rows->integer(0), 0);
}

TEST_F(SecondStep, is_offered_as_apps_read_it) {
  const auto offer = home_.begin_second_factor(admin_, kGood);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->secret.expose_secret().size(), 32U);
  EXPECT_EQ(as_text(offer->uri.expose_secret()),
            "otpauth://totp/Lumen%20SP-1:ada?secret=" + std::string(as_text(offer->secret.expose_secret())) + "&issuer=Lumen%20SP-1");
}

TEST_F(SecondStep, stores_no_recovery_code) {
  const auto codes = turn_on();
  auto rows = home_.db().prepare("SELECT code_mark FROM recovery");
  while (*rows->step()) EXPECT_EQ(rows->bytes(0).size(), 32U);
  const Buffer file = *store::read_file(home_.database_path());
  std::string plain;
  for (const char c : codes[0]) {
    if (c != '-') plain += c;
  }
  EXPECT_EQ(as_text(file).find(codes[0]), std::string_view::npos);
  EXPECT_EQ(as_text(file).find(plain), std::string_view::npos);
}

}  // namespace
}  // namespace cardea::steward
