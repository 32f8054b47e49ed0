// SPDX-License-Identifier: Apache-2.0
#include "device/steward/test_household.hpp"

namespace cardea::steward {
namespace {

using contract::PeopleOutcome;
using contract::Role;
using contract::SignInOutcome;
using test::kGood;
using test::kOther;
using test::outcome_of;

constexpr std::string_view kGiven = "lantern brook quiet";
constexpr std::string_view kOwn = "copper field morning";

PeopleOutcome outcome_of(const Result<contract::PeopleResult>& result) {
  EXPECT_TRUE(result) << Problem::describe(result ? Error{} : result.error());
  return result ? result->outcome : PeopleOutcome::kLast;
}

class PeopleDesk : public ::testing::Test {
 protected:
  PeopleDesk() : admin_(home_.admin()) {}

  PeopleOutcome remove(const std::string& name) { return outcome_of(home_.steward().remove_person({admin_.clone(), name})); }
  PeopleOutcome give_role(const std::string& name, Role role) {
    return outcome_of(home_.steward().change_role({admin_.clone(), name, role}));
  }
  Err check(const SecretBytes& token) {
    const auto session = home_.steward().check_session(token);
    return session ? Err{} : session.error().code;
  }

  test::TestHousehold home_;
  SecretBytes admin_;
};

TEST_F(PeopleDesk, gives_a_user_a_password_that_is_good_for_setting_their_own_only) {
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "bo", Role::user, kGiven)), PeopleOutcome::ok);
  EXPECT_EQ(outcome_of(home_.sign_in("bo", kGiven)), SignInOutcome::must_change);
  EXPECT_EQ(outcome_of(home_.first_sign_in("bo", kGiven, kGiven)), SignInOutcome::weak_password);
  EXPECT_EQ(outcome_of(home_.first_sign_in("bo", "not that one", kOwn)), SignInOutcome::wrong);
  const auto first = home_.first_sign_in("bo", kGiven, kOwn);
  ASSERT_EQ(outcome_of(first), SignInOutcome::ok);
  EXPECT_EQ(home_.steward().check_session(first->token)->role, Role::user);
  EXPECT_EQ(outcome_of(home_.sign_in("bo", kOwn)), SignInOutcome::ok);
  EXPECT_EQ(outcome_of(home_.sign_in("bo", kGiven)), SignInOutcome::wrong);
  EXPECT_EQ(outcome_of(home_.first_sign_in("bo", kOwn, kOther)), SignInOutcome::not_in_this_state);
}

TEST_F(PeopleDesk, manages_the_password_of_a_guest) {
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "kid", Role::guest, kGiven)), PeopleOutcome::ok);
  const auto kid = home_.sign_in("kid", kGiven);
  ASSERT_EQ(outcome_of(kid), SignInOutcome::ok);
  const auto changed = home_.change(kid->token, kGiven, kOwn);
  EXPECT_EQ(changed.error().code, Err::refused);
  EXPECT_EQ(outcome_of(home_.reset_password(admin_, "kid", kOwn)), PeopleOutcome::ok);
  EXPECT_EQ(check(kid->token), Err::unauthentic) << "a reset ends the sessions";
  EXPECT_EQ(outcome_of(home_.sign_in("kid", kOwn)), SignInOutcome::ok);
}

TEST_F(PeopleDesk, lists_who_has_an_account) {
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "bo", Role::user, kGiven)), PeopleOutcome::ok);
  const auto list = home_.steward().list_people(admin_);
  ASSERT_TRUE(list);
  ASSERT_EQ(list->people.size(), 2U);
  EXPECT_EQ(list->people[0].name, "ada");
  EXPECT_EQ(list->people[0].role, Role::admin);
  EXPECT_FALSE(list->people[0].temporary);
  EXPECT_EQ(list->people[1].name, "bo");
  EXPECT_TRUE(list->people[1].temporary);
}

TEST_F(PeopleDesk, is_the_administrators_alone) {
  const SecretBytes user = home_.user();
  const SecretBytes guest = home_.guest();
  for (const SecretBytes* token : {&user, &guest}) {
    EXPECT_EQ(home_.steward().list_people(*token).error().code, Err::refused);
    EXPECT_EQ(home_.add_person(*token, "eve", Role::admin, kGiven).error().code, Err::refused);
    EXPECT_EQ(home_.reset_password(*token, "ada", kGiven).error().code, Err::refused);
    EXPECT_EQ(home_.steward().remove_person({token->clone(), "ada"}).error().code, Err::refused);
    EXPECT_EQ(home_.steward().change_role({token->clone(), "bo", Role::admin}).error().code, Err::refused);
  }
  EXPECT_EQ(home_.steward().list_people(SecretBytes(std::string_view("no token"))).error().code, Err::unauthentic);
}

TEST_F(PeopleDesk, never_leaves_the_device_without_an_administrator) {
  EXPECT_EQ(remove("ada"), PeopleOutcome::last_administrator);
  EXPECT_EQ(give_role("ada", Role::user), PeopleOutcome::last_administrator);
  EXPECT_EQ(outcome_of(home_.reset_password(admin_, "ada", kGiven)), PeopleOutcome::last_administrator);
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "bo", Role::admin, kGiven)), PeopleOutcome::ok);
  EXPECT_EQ(remove("ada"), PeopleOutcome::last_administrator) << "bo has not come yet";
  ASSERT_EQ(outcome_of(home_.first_sign_in("bo", kGiven, kOwn)), SignInOutcome::ok);
  EXPECT_EQ(remove("ada"), PeopleOutcome::ok);
  EXPECT_EQ(check(admin_), Err::unauthentic);
  EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood)), SignInOutcome::wrong);
}

TEST_F(PeopleDesk, ends_the_sessions_of_whose_role_changes) {
  const SecretBytes user = home_.user();
  EXPECT_EQ(give_role("bo", Role::guest), PeopleOutcome::ok);
  EXPECT_EQ(check(user), Err::unauthentic);
  EXPECT_EQ(home_.steward().check_session(home_.sign_in("bo", kOther)->token)->role, Role::guest);
}

TEST_F(PeopleDesk, says_why_an_account_cannot_be_made) {
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "Bo!", Role::user, kGiven)), PeopleOutcome::bad_name);
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "ada", Role::user, kGiven)), PeopleOutcome::name_taken);
  const auto weak = home_.add_person(admin_, "bo", Role::user, "password");
  EXPECT_EQ(outcome_of(weak), PeopleOutcome::weak_password);
  EXPECT_FALSE(weak->detail.empty());
  EXPECT_EQ(remove("nobody"), PeopleOutcome::no_such_person);
  for (int i = 1; i < kPeopleMax; ++i) {
    EXPECT_EQ(outcome_of(home_.add_person(admin_, "person" + std::to_string(i), Role::guest, kGiven)), PeopleOutcome::ok);
  }
  EXPECT_EQ(outcome_of(home_.add_person(admin_, "one-more", Role::user, kGiven)), PeopleOutcome::too_many);
}

TEST_F(PeopleDesk, does_nothing_for_a_session_that_ended_while_the_password_was_hashed) {
  std::optional<Result<contract::PeopleResult>> answer;
  home_.steward().add_person({admin_.clone(), "bo", Role::user, SecretBytes(kGiven)},
                             [&](Result<contract::PeopleResult> result) { answer = std::move(result); });
  EXPECT_TRUE(home_.steward().sign_out(admin_));
  home_.run_desk();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, Err::unauthentic);
  EXPECT_EQ(outcome_of(home_.sign_in("bo", kGiven)), SignInOutcome::wrong);
}

TEST(Roles, are_what_the_table_says) {
  for (const AskRow& row : kAsks) {
    if (row.least == Holder::anybody) continue;
    EXPECT_LE(row.least, holder_of(Role::admin));
  }
  EXPECT_EQ(least_for(Ask::check_session), Holder::guest);
  EXPECT_EQ(least_for(Ask::change_password), Holder::user);
  EXPECT_EQ(least_for(Ask::manage_people), Holder::admin);
}

TEST(Roles, of_a_guest_read_the_settings_and_change_nothing) {
  test::TestHousehold home;
  const SecretBytes admin = home.admin();
  const SecretBytes guest = home.guest();
  EXPECT_TRUE(home.steward().check_session(guest));
  EXPECT_TRUE(home.steward().read_settings(guest));
  EXPECT_EQ(home.steward().write_settings(guest, {}).error().code, Err::refused);
  EXPECT_EQ(home.steward().read_events(guest, 1).error().code, Err::refused);
  EXPECT_EQ(home.begin_second_factor(guest, kOther).error().code, Err::refused);
  EXPECT_EQ(home.erase(guest, kOther).error().code, Err::refused);
}

}  // namespace
}  // namespace cardea::steward
