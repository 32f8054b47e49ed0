// SPDX-License-Identifier: Apache-2.0
// Why a lie was not found: said for each kind of field, so that the list of gaps is one that can be read.
#pragma once

#include "assess/quality/mutants.hpp"

namespace cardea::assess::quality {

std::string why_not(const Mutant& mutant);  // empty: nobody knows, and the measurement fails

}  // namespace cardea::assess::quality
