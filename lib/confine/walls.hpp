// SPDX-License-Identifier: Apache-2.0
// The single walls, one function and one file each. Only confine() puts them up, because their order matters.
#pragma once

#include "lib/confine/confine.hpp"

namespace cardea::confine {

bool allows(const Rules& rules, Allow what);  // base is allowed to everyone
bool is_root();

// limits.cpp
Result<WallFact> limit_resources(const Rules& rules);
Result<WallFact> forbid_dumps();      // again after the user changed, which resets it
Result<WallFact> forbid_new_privileges();

// landlock.cpp: the three walls that Landlock is.
Result<std::vector<WallFact>> restrict_reach(const Rules& rules);

// user.cpp
Result<WallFact> switch_user(const Rules& rules);

// capabilities.cpp: what needs a capability to give up comes before the user changes, the rest after.
Result<std::string> give_up_future_capabilities(const Rules& rules);  // "" or what could not be given up
Result<WallFact> drop_capabilities(const Rules& rules, std::string_view not_given_up);

// seccomp.cpp
Result<WallFact> filter_system_calls(const Rules& rules);

}  // namespace cardea::confine
