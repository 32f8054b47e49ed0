// SPDX-License-Identifier: Apache-2.0
// Every automatic unit on its pair of controls: what it says of the good side and of the bad one, and whether that is right.
#pragma once

#include "assess/judge/facts.hpp"
#include "assess/quality/pair.hpp"
#include "assess/standard/standard.hpp"

namespace cardea::assess::quality {

struct Cell {
  const TestUnit* unit = nullptr;
  const Pair* pair = nullptr;  // nullptr: the unit has none
  Judgement good;
  Judgement bad;
  std::string wrong;  // why this is off the diagonal; empty: it is right
};

// One for each pair of each automatic unit, in the order of the units; one without a pair for a unit that has none.
std::vector<Cell> judge_pairs(const std::vector<Pair>& pairs);
std::string print_matrix(const std::vector<Cell>& cells);
std::size_t off_diagonal(const std::vector<Cell>& cells);

}  // namespace cardea::assess::quality
