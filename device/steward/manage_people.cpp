// SPDX-License-Identifier: Apache-2.0
// What the administrator does with the accounts of others (5.1-4: the parent's case). Each change is one transaction, and who
// asked is looked at again in it: while a password was hashed, a session may have ended.
#include "device/steward/steward.hpp"

namespace cardea::steward {
namespace {

using contract::PeopleOutcome;
using contract::PeopleResult;

PeopleResult result(PeopleOutcome outcome) {
  return {outcome, ""};
}

PeopleResult weak(PasswordVerdict verdict) {
  return {PeopleOutcome::weak_password, std::string(sentence_for(verdict))};
}

// A guest cannot set a password, so the administrator's choice stays; everybody else replaces it at once.
bool is_temporary_for(contract::Role role) {
  return role != contract::Role::guest;
}

}  // namespace

Result<contract::PersonList> Steward::list_people(const SecretBytes& token) {
  TRY_(signed_in(Ask::manage_people, token));
  TRY(const auto all, people_.all());
  contract::PersonList list;
  for (const Person& person : all) {
    TRY(const bool second_factor, second_factor_.is_on(person.id));
    const auto machine = machine_of(person);
    list.people.push_back(
        {person.name, person.role, person.temporary, second_factor, person.created_s, machine ? machine->until_s : 0});
  }
  return list;
}

void Steward::add_person(contract::AddPerson request, PeopleDone done) {
  if (const auto admin = signed_in(Ask::manage_people, request.token); !admin) return done(admin.error());
  if (!parse_person_name(as_bytes(request.name))) return done(result(PeopleOutcome::bad_name));
  const PasswordVerdict verdict = judge(request.password, request.name);
  if (verdict != PasswordVerdict::good) return done(weak(verdict));
  if (desk_.full(Waiting::known)) return done(Error{Err::unavailable, "too many passwords are being hashed"});
  auto shared = std::make_shared<contract::AddPerson>(std::move(request));
  desk_.hash(std::move(shared->password),
             [this, shared, done](const Result<std::string>& verifier) { done(commit_person(*shared, verifier)); });
}

Result<PeopleResult> Steward::commit_person(const contract::AddPerson& request, const Result<std::string>& verifier) {
  if (!verifier) return verifier.error();
  return commit_account({request.token, request.name, request.role, *verifier, is_temporary_for(request.role)});
}

Result<PeopleResult> Steward::commit_account(const NewAccount& account) {
  const auto name = parse_person_name(as_bytes(account.name));
  if (!name) return result(PeopleOutcome::bad_name);
  TRY_(keys_.finish_destruction());  // of one before, if vault could not be asked then
  PeopleOutcome outcome = PeopleOutcome::ok;
  const Status added = db_.transaction([&]() -> Status {
    TRY(const Person admin, signed_in(Ask::manage_people, account.token));
    TRY(const std::int64_t id, people_.add(*name, account.role, account.verifier, clock_.wall_s(), account.temporary));
    return events_.record("person-added", "who=" + name->value() + " by=" + admin.name, {id, admin.id});
  });
  if (!added && added.error().code == Err::exists)
    outcome = PeopleOutcome::name_taken;
  else if (!added && added.error().code == Err::exhausted)
    outcome = PeopleOutcome::too_many;
  else
    TRY_(added);
  return result(outcome);
}

void Steward::reset_password(contract::ResetPassword request, PeopleDone done) {
  if (const auto admin = signed_in(Ask::manage_people, request.token); !admin) return done(admin.error());
  const auto person = people_.find(request.name);
  if (!person) return done(person.error());
  if (!*person) return done(result(PeopleOutcome::no_such_person));
  if (machine_of(**person)) return done(result(PeopleOutcome::for_people_only));
  const PasswordVerdict verdict = judge(request.password, request.name);
  if (verdict != PasswordVerdict::good) return done(weak(verdict));
  if (desk_.full(Waiting::known)) return done(Error{Err::unavailable, "too many passwords are being hashed"});
  auto shared = std::make_shared<contract::ResetPassword>(std::move(request));
  desk_.hash(std::move(shared->password),
             [this, shared, done](const Result<std::string>& verifier) { done(commit_reset(*shared, verifier)); });
}

Result<PeopleResult> Steward::change_account(const AccountChange& which,
                                             const std::function<Status(const Person&, const Person& admin)>& change) {
  PeopleOutcome outcome = PeopleOutcome::ok;
  TRY_(db_.transaction([&]() -> Status {
    TRY(const Person admin, signed_in(Ask::manage_people, which.token));
    TRY(const auto person, people_.find(which.name));
    if (!person) return outcome = PeopleOutcome::no_such_person, kOk;
    TRY(const bool last, people_.is_last_administrator(*person));
    if (last && which.takes_administrator) return outcome = PeopleOutcome::last_administrator, kOk;
    TRY_(sessions_.end_all_of(person->id));  // no session outlives the rights it was opened with
    return change(*person, admin);
  }));
  return result(outcome);
}

//= EN303645 5.1-4
// The last administrator changes their own, with the old one.
Result<PeopleResult> Steward::commit_reset(const contract::ResetPassword& request, const Result<std::string>& verifier) {
  if (!verifier) return verifier.error();
  return change_account({request.token, request.name, true}, [&](const Person& person, const Person& admin) -> Status {
    TRY_(people_.set_verifier(person.id, *verifier, is_temporary_for(person.role)));
    TRY_(second_factor_.remove(person.id));
    return events_.record("password-reset", "who=" + person.name + " by=" + admin.name, {person.id, admin.id});
  });
}

//= EN303645 5.11-1
// Acknowledged when no copy of the state opens their records any more. The log keeps who did it, and no name of who is gone.
Result<PeopleResult> Steward::remove_person(const contract::RemovePerson& request) {
  TRY(const PeopleResult removed,
      change_account({request.token, request.name, true}, [&](const Person& person, const Person& admin) -> Status {
        TRY_(second_factor_.remove(person.id));
        TRY_(people_.remove(person.id));
        TRY_(events_.forget(person.id));
        if (person.id == admin.id) return events_.record("person-removed", "by_self=yes");
        return events_.record("person-removed", "by=" + admin.name, {admin.id});
      }));
  TRY_(keys_.finish_destruction());
  return removed;
}

Result<PeopleResult> Steward::change_role(const contract::ChangeRole& request) {
  const bool takes = request.role != contract::Role::admin;
  TRY(const auto account, people_.find(request.name));
  if (account && machine_of(*account) && !takes) return result(PeopleOutcome::for_people_only);
  return change_account({request.token, request.name, takes}, [&](const Person& person, const Person& admin) -> Status {
    TRY_(people_.set_role(person.id, request.role));
    return events_.record("role-changed", "who=" + person.name + " by=" + admin.name, {person.id, admin.id});
  });
}

}  // namespace cardea::steward
