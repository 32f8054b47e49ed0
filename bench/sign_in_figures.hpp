// SPDX-License-Identifier: Apache-2.0
// What guessing costs the owner: sign-ins while nobody else is there, and while wrong attempts arrive, in turns in the same run.
#pragma once

#include "household/home.hpp"

namespace cardea::bench {

struct SignInFigures {
  double idle_ms = 0;          // median of a whole sign-in: connection, handshake, answer
  double attacked_ms = 0;      // the same while wrong attempts arrive
  double attempts_per_s = 0;   // wrong attempts that were really answered meanwhile
};

// The room is set up. Err::broken when the owner was ever refused.
Outcome<SignInFigures> sign_in_under_attack(const household::Home& home, const household::Room& room);

}  // namespace cardea::bench
