// SPDX-License-Identifier: Apache-2.0
// Five attacks on a running home, each of which must be refused with its reason. One that succeeds is a Problem.
#pragma once

#include "household/updates.hpp"

namespace cardea::household {

// `kind` is an offer of offers.hpp; `attack` says it on the screen.
Outcome<Unit> attack_with_update(Home& home, Room& room, const std::string& kind, const std::string& attack, Screen& screen);
Outcome<Unit> attack_sign_in(Home& home, Room& room, Screen& screen);
Outcome<Unit> attack_configuration(Room& room, Screen& screen);
Outcome<Unit> attack_service_without_certificate(Home& home, Screen& screen);

}  // namespace cardea::household
