// SPDX-License-Identifier: Apache-2.0
// Set-up: the pre-installed password of the label makes the administrator's account, and can do nothing else.
#include "device/steward/attempt.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {

using contract::SignInOutcome;
using contract::SignInResult;

PasswordVerdict Steward::judge(const SecretBytes& password, std::string_view account) const {
  const std::array<std::string_view, 3> context{account, policy_.model, policy_.manufacturer};
  return judge_password(password, context);
}

//= EN303645 5.1-1
void Steward::set_up(contract::SetUp request, SignInDone done) {
  if (state_.verdict(Ask::set_up) != Verdict::yes) return done(outcome(SignInOutcome::not_in_this_state));
  auto name = parse_person_name(as_bytes(request.name));
  if (!name) return done(name.error());
  const PasswordVerdict verdict = judge(request.new_password, request.name);
  if (verdict != PasswordVerdict::good) return done(weak(verdict));
  if (crypto::same_in_constant_time(request.label_password.expose_secret(), request.new_password.expose_secret())) {
    return done(weak(PasswordVerdict::unchanged));
  }
  auto attempt = std::make_shared<Attempt>();
  attempt->name = std::move(*name);
  attempt->source = request.source;
  attempt->new_password = std::move(request.new_password);
  attempt->done = std::move(done);
  auto held = admit(kLabelAccount, request.source, attempt->claim);
  if (!held) return attempt->done(held.error());
  if (*held) return attempt->done(std::move(**held));
  desk_.verify(factory_.verifier, std::move(request.label_password), attempt->waits_as(),
               [this, attempt](const Status& verified) { hash_administrator(attempt, verified); });
}

void Steward::hash_administrator(const std::shared_ptr<Attempt>& attempt, const Status& verified) {
  if (!verified) return attempt->done(refuse_wrong(*attempt, verified));
  // Two holders of the label at once: the first one wins.
  if (!state_.begin(Happening::label_accepted)) return attempt->done(outcome(SignInOutcome::not_in_this_state));
  desk_.hash(std::move(attempt->new_password), [this, attempt](const Result<std::string>& verifier) {
    auto made = make_administrator(*attempt, verifier);
    if (!made) (void)state_.begin(Happening::set_up_failed);
    attempt->done(std::move(made));
  });
}

// Account, state and session are one step: after a power cut there is either no administrator or a device that is set up.
Result<SignInResult> Steward::make_administrator(const Attempt& attempt, const Result<std::string>& verifier) {
  if (!verifier) return verifier.error();
  TRY_(keys_.finish_destruction());  // of an erasure just before: nothing new may lie under a key that is to end
  SecretBytes token;
  TRY_(db_.transaction([&]() -> Status {
    TRY(const std::int64_t id, people_.add(attempt.name, contract::Role::admin, *verifier, clock_.wall_s()));
    TRY_(state_.write(Happening::account_made));
    TRY_(throttle_.forgive(attempt.claim));
    TRY_(throttle_.make_known(attempt.name.value(), attempt.source));
    TRY(token, sessions_.open(id));
    return events_.record("set-up", "by=" + attempt.name.value() + " from=" + attempt.source, {id});
  }));
  state_.settle(Happening::account_made);
  return signed_in_with(std::move(token));
}

}  // namespace cardea::steward
