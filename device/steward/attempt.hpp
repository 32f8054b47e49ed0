// SPDX-License-Identifier: Apache-2.0
// One sign-in, set-up or change of password while argon2id is at work on it.
#pragma once

#include "device/steward/steward.hpp"

namespace cardea::steward {

struct Steward::Attempt {
  Person person;    // id 0: nobody of that name, or not made yet
  PersonName name;  // set-up: of the account to make
  std::string source;
  std::string code;          // sign-in
  SecretBytes new_password;  // set-up, change, first sign-in
  Throttle::Claim claim;
  SignInDone done;

  Waiting waits_as() const { return claim.familiar ? Waiting::known : Waiting::stranger; }
};

inline contract::SignInResult outcome(contract::SignInOutcome what) {
  contract::SignInResult result;
  result.outcome = what;
  return result;
}

inline contract::SignInResult wait_for(std::uint32_t seconds) {
  contract::SignInResult result;
  result.outcome = contract::SignInOutcome::wait;
  result.retry_after_s = seconds;
  return result;
}

inline contract::SignInResult weak(PasswordVerdict verdict) {
  contract::SignInResult result;
  result.outcome = contract::SignInOutcome::weak_password;
  result.detail = sentence_for(verdict);
  return result;
}

inline contract::SignInResult signed_in_with(SecretBytes token) {
  contract::SignInResult result;
  result.outcome = contract::SignInOutcome::ok;
  result.token = std::move(token);
  return result;
}

}  // namespace cardea::steward
