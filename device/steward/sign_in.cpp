// SPDX-License-Identifier: Apache-2.0
// Sign-in and the change of a password: counted first, verified one at a time, acknowledged when committed.
#include "device/steward/attempt.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {

using contract::SignInOutcome;
using contract::SignInResult;

Result<std::optional<SignInResult>> Steward::admit(std::string_view account, std::string_view source, Throttle::Claim& claim) {
  if (desk_.full(throttle_.knows(account, source) ? Waiting::known : Waiting::stranger))
    return std::optional<SignInResult>(wait_for(1));
  TRY(const auto admission, throttle_.admit(account, source));
  if (admission.wait_s > 0) return std::optional<SignInResult>(wait_for(admission.wait_s));
  claim = admission.claim;
  return std::optional<SignInResult>{};
}

// A verification that failed for another reason than the password is not called a wrong password.
Result<SignInResult> Steward::refuse_wrong(const Attempt& attempt, const Status& verified) {
  if (verified.error().code != Err::unauthentic) return verified.error();
  // A name that is no account may be a password typed into the wrong field: it is not written down.
  const std::string who = attempt.person.id != 0 ? "who=" + attempt.person.name : "no_account=yes";
  note("sign-in-refused", who + " from=" + attempt.source, {attempt.person.id});
  return outcome(SignInOutcome::wrong);
}

std::shared_ptr<Steward::Attempt> Steward::begin_attempt(std::string_view name, const std::string& source, SignInDone done) {
  auto attempt = std::make_shared<Attempt>();
  attempt->source = source;
  attempt->done = std::move(done);
  auto held = admit(name, source, attempt->claim);
  if (!held) return attempt->done(held.error()), nullptr;
  if (*held) return attempt->done(std::move(**held)), nullptr;
  auto person = people_.find(name);
  if (!person) return attempt->done(person.error()), nullptr;
  if (*person) attempt->person = std::move(**person);
  return attempt;
}

// A name without account is verified too, so that it takes as long; so is a machine client's, which has no password.
const std::string& Steward::verifier_of(const Person& person) const {
  return person.id != 0 && !machine_of(person) ? person.verifier : desk_.nobodys_verifier();
}

void Steward::sign_in(contract::SignIn request, SignInDone done) {
  if (state_.verdict(Ask::sign_in) != Verdict::yes) return done(outcome(SignInOutcome::not_in_this_state));
  const auto attempt = begin_attempt(request.name, request.source, std::move(done));
  if (attempt == nullptr) return;
  attempt->code = std::move(request.code);
  desk_.verify(verifier_of(attempt->person), std::move(request.password), attempt->waits_as(),
               [this, attempt](const Status& verified) { finish_sign_in(*attempt, verified); });
}

void Steward::finish_sign_in(Attempt& attempt, const Status& verified) {
  if (!verified) return attempt.done(refuse_wrong(attempt, verified));
  attempt.done(welcome(attempt));
}

// After the right password: whether more is asked for. A wrong code is a wrong attempt, and stays counted as one.
Result<SignInOutcome> Steward::second_step(const Person& person, std::string_view code) {
  if (person.temporary) return SignInOutcome::must_change;
  TRY(const bool on, second_factor_.is_on(person.id));
  if (!on) return SignInOutcome::ok;
  if (code.empty()) return SignInOutcome::code_needed;
  TRY(const bool right, second_factor_.take(person.id, code));
  return right ? SignInOutcome::ok : SignInOutcome::wrong;
}

Result<SignInResult> Steward::welcome(const Attempt& attempt) {
  SecretBytes token;
  SignInOutcome what = SignInOutcome::ok;
  TRY_(db_.transaction([&]() -> Status {
    TRY(const auto person, people_.find(attempt.person.id));
    // While argon2id was at work, the password may have changed or the device been erased.
    if (!person || person->verifier != attempt.person.verifier)
      return Error{Err::unauthentic, "the account has changed meanwhile"};
    TRY(what, second_step(*person, attempt.code));
    if (what == SignInOutcome::wrong) {
      return events_.record("sign-in-refused", "code=wrong who=" + person->name + " from=" + attempt.source, {person->id});
    }
    if (what != SignInOutcome::ok) return kOk;
    TRY_(throttle_.forgive(attempt.claim));
    TRY(token, sessions_.open(attempt.person.id));
    return events_.record("signed-in", "who=" + attempt.person.name + " from=" + attempt.source, {attempt.person.id});
  }));
  return what == SignInOutcome::ok ? signed_in_with(std::move(token)) : outcome(what);
}

//= EN303645 5.1-4
void Steward::change_password(contract::ChangePassword request, SignInDone done) {
  auto person = signed_in(Ask::change_password, request.token);
  if (!person) return done(person.error());
  const PasswordVerdict verdict = judge(request.new_password, person->name);
  if (verdict != PasswordVerdict::good) return done(weak(verdict));
  if (crypto::same_in_constant_time(request.old_password.expose_secret(), request.new_password.expose_secret())) {
    return done(weak(PasswordVerdict::unchanged));
  }
  auto attempt = std::make_shared<Attempt>();
  attempt->person = std::move(*person);
  attempt->source = request.source;
  attempt->new_password = std::move(request.new_password);
  attempt->done = std::move(done);
  auto held = admit(attempt->person.name, kSignedIn, attempt->claim);
  if (!held) return attempt->done(held.error());
  if (*held) return attempt->done(std::move(**held));
  desk_.verify(verifier_of(attempt->person), std::move(request.old_password), attempt->waits_as(),
               [this, attempt](const Status& verified) { hash_change(attempt, verified); });
}

void Steward::hash_change(const std::shared_ptr<Attempt>& attempt, const Status& verified) {
  if (!verified) return attempt->done(refuse_wrong(*attempt, verified));
  desk_.hash(std::move(attempt->new_password),
             [this, attempt](const Result<std::string>& verifier) { attempt->done(commit_change(*attempt, verifier)); });
}

// The new password, the end of every session and the one new session are one step.
Result<SignInResult> Steward::commit_change(const Attempt& attempt, const Result<std::string>& verifier) {
  if (!verifier) return verifier.error();
  SecretBytes token;
  TRY_(db_.transaction([&]() -> Status {
    TRY(const auto person, people_.find(attempt.person.id));
    if (!person || person->verifier != attempt.person.verifier)
      return Error{Err::unauthentic, "the account has changed meanwhile"};
    TRY_(people_.set_verifier(attempt.person.id, *verifier));
    TRY_(sessions_.end_all_of(attempt.person.id));
    TRY_(throttle_.forgive(attempt.claim));
    TRY(token, sessions_.open(attempt.person.id));
    return events_.record("password-changed", "by=" + attempt.person.name, {attempt.person.id});
  }));
  return signed_in_with(std::move(token));
}

}  // namespace cardea::steward
