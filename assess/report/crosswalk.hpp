// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "assess/judge/assessment.hpp"
#include "assess/standard/crosswalk.hpp"

namespace cardea::assess {

// One line a row: provision, its answer in a run if one is given, end, relation, reason; drafts are marked, and what the text has
// beyond the provisions stands at the end.
std::string print_crosswalk(const Crosswalk& crosswalk, const Assessment* run, bool chinese);

}  // namespace cardea::assess
