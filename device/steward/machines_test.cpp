// SPDX-License-Identifier: Apache-2.0
#include "device/steward/machines.hpp"

#include "device/steward/test_household.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {
namespace {

using contract::PeopleOutcome;
using contract::SignInOutcome;

class MachineClients : public ::testing::Test {
 protected:
  MachineClients() : key_(std::move(*crypto::EcKey::generate())), admin_(home_.admin()) {}

  Result<contract::PeopleResult> add(const std::string& name, contract::Role role = contract::Role::user) {
    return home_.steward().add_machine({admin_.clone(), name, role, key_->public_key().spki, home_.clock.wall_s() + 3600});
  }
  std::string pin() { return to_hex(crypto::sha256(home_.vault().local_key()->spki)); }
  std::string challenge() { return home_.steward().ask_challenge()->text; }
  contract::MachineSignIn signed_by(crypto::EcKey& key, const std::string& name, const std::string& challenge,
                                    const std::string& pin) {
    const auto text = contract::machine_sign_in_text(pin, name, challenge);
    return {name, challenge, *key.sign_digest(crypto::sha256(as_bytes(text))), "192.0.2.9"};
  }
  contract::MachineSignIn good() { return signed_by(*key_, "heating", challenge(), pin()); }

  test::TestHousehold home_;
  std::unique_ptr<crypto::EcKey> key_;
  SecretBytes admin_;
};

TEST_F(MachineClients, one_signs_in_with_its_key_and_has_the_rights_of_its_role) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto in = home_.steward().machine_sign_in(good());
  ASSERT_EQ(in->outcome, SignInOutcome::ok);
  const auto session = home_.steward().check_session(in->token);
  EXPECT_EQ(session->name, "heating");
  EXPECT_EQ(session->role, contract::Role::user);
  EXPECT_TRUE(home_.steward().read_settings(in->token));
  EXPECT_EQ(home_.steward().read_events(in->token, 10).error().code, Err::refused);
}

TEST_F(MachineClients, the_list_of_accounts_says_which_they_are_and_until_when) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto list = home_.steward().list_people(admin_);
  ASSERT_EQ(list->people.size(), 2U);
  EXPECT_EQ(list->people[0].certificate_until_s, 0);
  EXPECT_EQ(list->people[1].certificate_until_s, home_.clock.wall_s() + 3600);
}

TEST_F(MachineClients, what_was_signed_opens_nothing_a_second_time) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto request = good();
  ASSERT_EQ(home_.steward().machine_sign_in(request)->outcome, SignInOutcome::ok);
  EXPECT_EQ(home_.steward().machine_sign_in(request)->outcome, SignInOutcome::wrong);
}

TEST_F(MachineClients, what_was_signed_for_another_device_or_another_name_opens_nothing) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  ASSERT_EQ(add("lamp")->outcome, PeopleOutcome::ok);
  EXPECT_EQ(home_.steward().machine_sign_in(signed_by(*key_, "heating", challenge(), std::string(64, '0')))->outcome,
            SignInOutcome::wrong);
  auto for_another = signed_by(*key_, "heating", challenge(), pin());
  for_another.name = "lamp";
  EXPECT_EQ(home_.steward().machine_sign_in(for_another)->outcome, SignInOutcome::wrong);
}

TEST_F(MachineClients, a_challenge_grows_old_and_none_but_ours_counts) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto late = good();
  home_.clock.advance_ms(60'001);
  EXPECT_EQ(home_.steward().machine_sign_in(late)->outcome, SignInOutcome::wrong);
  std::string made_up = challenge();
  made_up[12] = made_up[12] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {made_up, std::string(), std::string("AAAA"), std::string(75, 'A'), std::string(400, '!')}) {
    EXPECT_NE(home_.steward().machine_sign_in(signed_by(*key_, "heating", bad, pin()))->outcome, SignInOutcome::ok) << bad;
  }
}

TEST_F(MachineClients, no_challenge_of_before_a_restart_counts) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto before = good();
  home_.restart();
  EXPECT_EQ(home_.steward().machine_sign_in(before)->outcome, SignInOutcome::wrong);
}

TEST_F(MachineClients, another_key_no_signature_and_an_ended_certificate_open_nothing) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  auto other = std::move(*crypto::EcKey::generate());
  EXPECT_EQ(home_.steward().machine_sign_in(signed_by(*other, "heating", challenge(), pin()))->outcome, SignInOutcome::wrong);
  auto unsigned_one = good();
  unsigned_one.signature.clear();
  EXPECT_EQ(home_.steward().machine_sign_in(unsigned_one)->outcome, SignInOutcome::wrong);
  home_.clock.set_wall_s(home_.clock.wall_s() + 3601);
  EXPECT_EQ(home_.steward().machine_sign_in(good())->outcome, SignInOutcome::wrong);
}

TEST_F(MachineClients, a_person_is_never_signed_in_by_a_key_and_a_machine_never_by_a_password) {
  EXPECT_EQ(home_.steward().machine_sign_in(signed_by(*key_, "ada", challenge(), pin()))->outcome, SignInOutcome::wrong);
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  EXPECT_EQ(home_.sign_in("heating", test::kGood)->outcome, SignInOutcome::wrong);
  EXPECT_EQ(home_.first_sign_in("heating", test::kGood, test::kOther)->outcome, SignInOutcome::wrong);
  EXPECT_EQ(home_.reset_password(admin_, "heating", test::kOther)->outcome, PeopleOutcome::for_people_only);
}

TEST_F(MachineClients, a_machine_cannot_give_itself_a_password_or_a_second_step) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto in = home_.steward().machine_sign_in(good());
  EXPECT_EQ(home_.change(in->token, test::kGood, test::kOther)->outcome, SignInOutcome::wrong);
  EXPECT_FALSE(home_.begin_second_factor(in->token, test::kGood));
}

TEST_F(MachineClients, none_becomes_administrator) {
  EXPECT_EQ(add("heating", contract::Role::admin)->outcome, PeopleOutcome::for_people_only);
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  EXPECT_EQ(home_.steward().change_role({admin_.clone(), "heating", contract::Role::admin})->outcome,
            PeopleOutcome::for_people_only);
  EXPECT_EQ(home_.steward().change_role({admin_.clone(), "heating", contract::Role::guest})->outcome, PeopleOutcome::ok);
}

TEST_F(MachineClients, only_the_administrator_lets_one_in) {
  for (const SecretBytes& token : {home_.user(), home_.guest()}) {
    const auto asked = home_.steward().add_machine({token.clone(), "heating", contract::Role::guest, key_->public_key().spki, 1});
    EXPECT_EQ(asked.error().code, Err::refused);
  }
  EXPECT_FALSE(home_.steward().add_machine({admin_.clone(), "heating", contract::Role::guest, Buffer(91, 0), 1}));
  EXPECT_EQ(add("He ating")->outcome, PeopleOutcome::bad_name);
}

TEST_F(MachineClients, one_that_is_removed_is_signed_out_and_stays_out) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  const auto in = home_.steward().machine_sign_in(good());
  ASSERT_EQ(home_.steward().remove_person({admin_.clone(), "heating"})->outcome, PeopleOutcome::ok);
  EXPECT_EQ(home_.steward().check_session(in->token).error().code, Err::unauthentic);
  EXPECT_EQ(home_.steward().machine_sign_in(good())->outcome, SignInOutcome::wrong);
}

TEST_F(MachineClients, wrong_signatures_wait_as_wrong_passwords_do) {
  ASSERT_EQ(add("heating")->outcome, PeopleOutcome::ok);
  auto other = std::move(*crypto::EcKey::generate());
  SignInOutcome last = SignInOutcome::wrong;
  for (int i = 0; i < 8; ++i) last = home_.steward().machine_sign_in(signed_by(*other, "heating", challenge(), pin()))->outcome;
  EXPECT_EQ(last, SignInOutcome::wait);
}

TEST(Challenges, more_successes_than_are_remembered_within_a_minute_must_wait) {
  FakeClock clock;
  Challenges challenges(clock);
  const std::string first = challenges.make();
  ASSERT_TRUE(challenges.use(first));
  for (int i = 1; i < 256; ++i) ASSERT_TRUE(challenges.use(challenges.make()));
  EXPECT_EQ(challenges.use(challenges.make()).error().code, Err::exhausted);
  EXPECT_FALSE(challenges.good(first));
  clock.advance_ms(60'001);
  EXPECT_TRUE(challenges.use(challenges.make()));
}

}  // namespace
}  // namespace cardea::steward
