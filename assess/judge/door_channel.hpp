// SPDX-License-Identifier: Apache-2.0
// What the TLS door does, on behalf of the declared rows that it serves.
#pragma once

#include "assess/judge/rules.hpp"

namespace cardea::assess {

bool uses_door(const Facts& facts, const Fact& mechanism);
// The sign-in of people behind the door: a function there names it.
bool signs_in_at_door(const Facts& facts, const Fact& mechanism);

// The door stands for the rows that it serves, and a row whose client came to us for itself; what is neither is named. `none` is
// said where there is no row.
Judgement tried_at_door(const Facts& facts, const std::vector<const Fact*>& rows, bool (*is_served)(const Facts&, const Fact&),
                        std::string none);

}  // namespace cardea::assess
