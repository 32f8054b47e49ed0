// SPDX-License-Identifier: Apache-2.0
// Two runs of one product, unit by unit: what was mended, what is new, what cannot be compared, and which of target, declaration,
// driver or assessor changed in between.
#pragma once

#include "assess/judge/assessment.hpp"

namespace cardea::assess {

enum class Change : std::uint8_t {
  unchanged,
  fixed,     // did not pass, passes
  broken,    // did not fail, fails
  coverage,  // decided before or after only: neither better nor worse
};

struct UnitChange {
  const TestUnit* unit = nullptr;
  Change change = Change::unchanged;
  Judgement before;
  Judgement after;
};

struct Diff {
  std::vector<std::string> causes;  // what changed of the inputs, in words; empty: the same inputs
  std::vector<UnitChange> units;    // only those that changed, in the order of the standard
  std::size_t unchanged = 0;

  std::size_t count(Change change) const;
};

std::string_view key_of(Change change);

Diff diff_of(const Facts& facts_before, const Assessment& before, const Facts& facts_after, const Assessment& after);
std::string print_diff(const Diff& diff, bool chinese);
Value diff_value(const Diff& diff);

}  // namespace cardea::assess
