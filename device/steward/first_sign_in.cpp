// SPDX-License-Identifier: Apache-2.0
// The first sign-in with a password that the administrator chose: like that of the label, it is good for setting a new one only.
#include "device/steward/attempt.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {

using contract::SignInOutcome;
using contract::SignInResult;

//= EN303645 5.1-1
void Steward::first_sign_in(contract::FirstSignIn request, SignInDone done) {
  if (state_.verdict(Ask::sign_in) != Verdict::yes) return done(outcome(SignInOutcome::not_in_this_state));
  const PasswordVerdict verdict = judge(request.new_password, request.name);
  if (verdict != PasswordVerdict::good) return done(weak(verdict));
  if (crypto::same_in_constant_time(request.password.expose_secret(), request.new_password.expose_secret())) {
    return done(weak(PasswordVerdict::unchanged));
  }
  const auto attempt = begin_attempt(request.name, request.source, std::move(done));
  if (attempt == nullptr) return;
  attempt->new_password = std::move(request.new_password);
  desk_.verify(verifier_of(attempt->person), std::move(request.password), attempt->waits_as(),
               [this, attempt](const Status& verified) { hash_first(attempt, verified); });
}

void Steward::hash_first(const std::shared_ptr<Attempt>& attempt, const Status& verified) {
  if (!verified) return attempt->done(refuse_wrong(*attempt, verified));
  if (!attempt->person.temporary) return attempt->done(outcome(SignInOutcome::not_in_this_state));
  desk_.hash(std::move(attempt->new_password),
             [this, attempt](const Result<std::string>& verifier) { attempt->done(commit_change(*attempt, verifier)); });
}

}  // namespace cardea::steward
