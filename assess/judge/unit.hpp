// SPDX-License-Identifier: Apache-2.0
// One unit from facts: by its escape, by its rule, or by the person who answered it. A person answers what a program leaves open,
// and never overrules what it found.
#pragma once

#include <map>

#include "assess/judge/facts.hpp"
#include "assess/standard/standard.hpp"

namespace cardea::assess {

// What the program says by itself, before any person.
Judgement judge_alone(const Facts& facts, const TestUnit& unit);
Judgement judge(const Facts& facts, const TestUnit& unit);

// May a person answer it? Yes where it waits for one, and where the program looked and could not tell.
bool open_to_a_person(const Judgement& alone);

// Provisions that do not apply, with the condition of Table B.1 that fails.
std::map<std::string, std::string> conditions_that_fail(const Facts& facts);

// What the unit's probes saw, without the declaration.
std::vector<const Fact*> seen_for(const Facts& facts, const TestUnit& unit);

// The last answer that a person gave, in force or not; nullptr: none.
const Fact* answer_to(const Facts& facts, std::string_view unit);
bool expired(const Facts& facts, const Fact& answer);  // at the time of the last record

}  // namespace cardea::assess
