// SPDX-License-Identifier: Apache-2.0
// A run begins where the driver finds the target: set up. Other states it sees where the driver leads there; a unit that is about
// every state is then judged in each, and the worst counts.
#pragma once

#include <set>

#include "assess/judge/rules.hpp"
#include "assess/standard/standard.hpp"

namespace cardea::assess {

std::string word_of_state(std::string_view state);  // "factory default"

// Those in which a declared row is in use.
void add_states_not_visited(const Fact& row, const std::set<std::string>& visited, std::set<std::string>& states);

// It looks at the target, and its rows are not those of the initialized state alone.
bool is_about_every_state(const TestUnit& unit);

// In the initialized state, and in each that was visited and where a probe of the unit looked again.
Judgement in_every_state(const Facts& facts, const TestUnit& unit, Rule rule);

}  // namespace cardea::assess
