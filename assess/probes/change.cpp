// SPDX-License-Identifier: Apache-2.0
// Probe "change": the value of the first account is changed as its manual says, both values are tried, and the account gets its
// own back. Neither value is ever written down.
#include "assess/probes/person.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

// Long, and of all kinds of letters: no rule about passwords should refuse it.
SecretBytes new_value() {
  return SecretBytes("Kq7-" + to_hex(crypto::random_buffer(10)));
}

// Was it looked at, and does it let in? A target that says nothing of it did neither.
SignInAnswer tried(const Bench& bench, const Account& account, const SecretBytes& value) {
  auto answer = sign_in_patiently(bench, account.name, value, kPatienceS);
  return answer ? std::move(*answer) : SignInAnswer{};
}

bool give_back(const Bench& bench, const Account& account, const Act& act, const SecretBytes& now, const SecretBytes& original) {
  Person person(bench);
  const bool in = person.come_in_with(account, now.clone()).ok();
  const auto said = in ? person.changes(act, now, original) : Result<Said>(Error{Err::unavailable, "no way in"});
  return said && said->done && tried(bench, account, original).accepted;
}

Status carry_out(const Bench& bench, Notes& notes, const std::string& id, const Act& act) {
  const Account& account = bench.driver.accounts.front();
  bench.say("changing what " + account.name + " signs in with, by " + id);
  TRY(const SecretBytes original, read_secret(account.password));
  const SecretBytes fresh = new_value();
  Person person(bench);
  TRY_(person.come_in_with(account, original.clone()));
  TRY(const Said changed, person.changes(act, original, fresh));
  Value values;
  values.set("changed", changed.done).set("change_status", std::int64_t{changed.status});
  if (!changed.done) return notes.write("change " + id, std::move(values));
  const SignInAnswer with_old = tried(bench, account, original);
  const SignInAnswer with_new = tried(bench, account, fresh);
  values.set("new_signs_in", with_new.accepted).set("new_was_looked_at", with_new.evaluated());
  values.set("old_signs_in", with_old.accepted).set("old_was_looked_at", with_old.evaluated());
  const bool back = with_new.accepted ? give_back(bench, account, act, fresh, original) : with_old.accepted;
  values.set("given_back", back);
  if (!back) bench.say(account.name + " could not get its own value back: set it anew before the next run");
  return notes.write("change " + id, std::move(values));
}

}  // namespace

Status probe_change(const Bench& bench, Notes& notes) {
  if (bench.driver.change.empty()) return Error{Err::unsupported, "the driver changes no value of sign-in"};
  if (bench.driver.accounts.empty()) return Error{Err::unsupported, "the driver has no account whose value to change"};
  for (const auto& [id, act] : bench.driver.change) TRY_(carry_out(bench, notes, id, act));
  return kOk;
}

}  // namespace cardea::assess
