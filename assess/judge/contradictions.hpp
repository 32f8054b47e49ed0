// SPDX-License-Identifier: Apache-2.0
// What a declaration says against itself, or against the rules of assessment: the ways in which a self-assessment flatters. Found
// from the declared rows alone, so the lint shows them before a run, and no verdict hides one.
#pragma once

#include "assess/judge/facts.hpp"

namespace cardea::assess {

struct Contradiction {
  std::string_view rule;  // "weak_algorithm", ...
  std::string provision;
  Verdict verdict;  // FAIL where it refutes the row, INCONCLUSIVE where it only takes away what the row rests on
  std::string finding;
  std::uint64_t record;
};

std::vector<Contradiction> contradictions_of(const Facts& facts);

// All rules, for tests and for the list in the documentation.
struct ContradictionRule {
  std::string_view name;
  BothTongues says;
};
std::span<const ContradictionRule> contradiction_rules();

}  // namespace cardea::assess
