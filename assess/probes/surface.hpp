// SPDX-License-Identifier: Apache-2.0
// The target's sign-in surface, as the driver describes it: one attempt with a name and a value, from a source address.
// What comes back is reduced to what may be written down: never a token, never a value that was tried.
#pragma once

#include "assess/driver/act.hpp"
#include "assess/probes/bench.hpp"

namespace cardea::assess {

struct SignInAnswer {
  int status = 0;         // 0: no answer
  bool accepted = false;  // by the driver's own list of statuses
  std::int64_t retry_after_s = 0;
  std::int64_t took_ms = 0;
  SecretBytes token;  // when accepted and the driver says where it stands

  bool slowed() const { return status == 429 || status == 503 || retry_after_s > 0; }
  bool evaluated() const { return status != 0 && !slowed(); }  // the value was looked at
};

Result<SignInAnswer> sign_in(const Bench& bench, std::string_view name, const SecretBytes& password, const std::string& source);

// Waits as long as the target asked for, and tries once more while it goes on asking: at most `budget_s` in all.
Result<SignInAnswer> sign_in_patiently(const Bench& bench, std::string_view name, const SecretBytes& password,
                                       std::int64_t budget_s);

// A loopback source of its own for each number, when the target is on loopback; else the kernel's choice.
std::string source_number(const Bench& bench, unsigned number);

SecretBytes random_value();  // what nobody has as a password

}  // namespace cardea::assess
