// SPDX-License-Identifier: Apache-2.0
// How a machine client gets its account, and how it signs in. From there on its session is like anybody's.
#include "device/steward/attempt.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {

using contract::PeopleOutcome;
using contract::PeopleResult;
using contract::SignInOutcome;
using contract::SignInResult;

Result<PeopleResult> Steward::add_machine(const contract::AddMachine& request) {
  TRY_(signed_in(Ask::manage_people, request.token));
  if (request.role == contract::Role::admin) return PeopleResult{PeopleOutcome::for_people_only, ""};
  TRY(const std::string verifier, verifier_of_machine({{request.spki}, request.until_s}));
  return commit_account({request.token, request.name, request.role, verifier, false});
}

Result<contract::Challenge> Steward::ask_challenge() const {
  return contract::Challenge{challenges_.make()};
}

// Verified also where there is no such account, so that it takes as long.
bool Steward::is_proven(const std::optional<MachineKey>& machine, const contract::MachineSignIn& request) const {
  const std::string text = contract::machine_sign_in_text(pin_, request.name, request.challenge);
  const crypto::PublicKey& key = machine ? machine->key : local_key_;
  const bool signed_by_it = crypto::verify_ecdsa_p256(key, crypto::sha256(as_bytes(text)), request.signature).ok();
  return machine && signed_by_it && challenges_.good(request.challenge) && clock_.wall_s() <= machine->until_s;
}

//= EN303645 5.1-3
Result<SignInResult> Steward::machine_sign_in(const contract::MachineSignIn& request) {
  if (state_.verdict(Ask::sign_in) != Verdict::yes) return outcome(SignInOutcome::not_in_this_state);
  Attempt attempt;
  attempt.source = request.source;
  TRY(auto held, admit(request.name, request.source, attempt.claim));
  if (held) return std::move(*held);
  TRY(const auto person, people_.find(request.name));
  if (person) attempt.person = *person;
  if (!is_proven(machine_of(attempt.person), request)) {
    return refuse_wrong(attempt, Error{Err::unauthentic, "the signature proves nothing"});
  }
  if (const Status used = challenges_.use(request.challenge); !used) return wait_for(1);
  return welcome(attempt);
}

}  // namespace cardea::steward
