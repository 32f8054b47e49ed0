// SPDX-License-Identifier: Apache-2.0
// Rows of a declaration that speak of the same thing and do not agree: a reference that stands on one side only, a channel that
// promises less than its protocol gives, a function that changes nothing and configures. Which of the two rows is wrong they do
// not say, so each takes a PASS away and refutes nothing.
#pragma once

#include "assess/judge/contradictions.hpp"

namespace cardea::assess {

std::span<const ContradictionRule> row_contradiction_rules();
void find_row_contradictions(const Facts& facts, std::vector<Contradiction>& out);

}  // namespace cardea::assess
