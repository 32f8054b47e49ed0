// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "assess/standard/crosswalk.hpp"

namespace cardea::assess {

// One line a row for a terminal of 120 columns: provision, end, relation, reason; drafts are marked, and what the text has beyond the
// provisions stands at the end.
std::string print_crosswalk(const Crosswalk& crosswalk, bool chinese);

}  // namespace cardea::assess
