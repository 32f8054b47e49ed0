// SPDX-License-Identifier: Apache-2.0
// The 13 conditions of Table B.1, asked of a declaration: does it hold, and which row says so.
#pragma once

#include "product/declaration.hpp"
#include "product/provisions.hpp"

namespace cardea::product {

struct ConditionFact {
  bool holds = false;
  Place place;      // the row that makes it hold; of a condition that does not hold, where it was looked for
  std::string why;  // "AuthMech-LabelPassword is a password", "no row of UpdMech"
};

ConditionFact condition_fact(std::uint8_t number, const Declaration& declaration);

// A provision applies when all its conditions hold. The first that does not is what N/A rests on.
struct Applicability {
  bool applies = true;
  std::uint8_t condition = 0;  // the one that does not hold; 0 when it applies
  ConditionFact fact;          // of that condition, or of the last that holds
};

Applicability applicability_of(const Provision& provision, const Declaration& declaration);

}  // namespace cardea::product
