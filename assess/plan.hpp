// SPDX-License-Identifier: Apache-2.0
// What a run is going to look at: every unit with the declared rows that it ranges over, and every exclusion with its reason.
// Made from declaration and driver alone, and frozen before the first probe runs.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/judge/facts.hpp"
#include "assess/standard/standard.hpp"

namespace cardea::assess {

struct PlanItem {
  const TestUnit* unit = nullptr;
  std::vector<std::string> rows;         // ids; empty where the unit asks about the product as a whole
  std::vector<std::string> states;       // in which the unit is judged
  std::vector<std::string> not_visited;  // declared states of these rows that the run does not see
  bool included = true;
  std::string reason;  // excluded: why. Included: what will be missing, if anything
};

std::vector<PlanItem> plan_of(const Facts& declared, const Driver& driver);  // all 226

Value plan_value(const std::vector<PlanItem>& plan);
std::string print_plan(const std::vector<PlanItem>& plan, bool chinese);
Status freeze_plan(const std::vector<PlanItem>& plan, Recorder& recorder);  // its SHA-256 and counts
std::string digest_of_plan(const std::vector<PlanItem>& plan);

}  // namespace cardea::assess
