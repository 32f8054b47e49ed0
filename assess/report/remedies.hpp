// SPDX-License-Identifier: Apache-2.0
// What a maker does about a provision that is not met: one sentence each, in our own words.
#pragma once

#include "assess/judge/verdict.hpp"

namespace cardea::assess {

std::string_view remedies_table();  // remedies.tsv
BothTongues remedy_for(std::string_view provision);

}  // namespace cardea::assess
