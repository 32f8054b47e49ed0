// SPDX-License-Identifier: Apache-2.0
// A run sees the target as its driver reaches it: set up. What is declared of other states it does not see.
#pragma once

#include <set>
#include <string>

#include "assess/evidence/fact.hpp"

namespace cardea::assess {

inline constexpr std::string_view kStateVisited = "initialized";

// Those in which a declared row is in use.
inline void add_states_not_visited(const Fact& row, std::set<std::string>& states) {
  for (const char* field : {"status", "used_in"}) {
    for (const std::string& state : row.texts(field)) {
      if (state != kStateVisited) states.insert(state);
    }
  }
}

}  // namespace cardea::assess
