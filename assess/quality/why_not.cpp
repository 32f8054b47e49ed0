// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/why_not.hpp"

namespace cardea::assess::quality {

std::string why_not(const Mutant& mutant) {
  return std::string(name_of(mutant.lie)) + ", " + mutant.field;
}

}  // namespace cardea::assess::quality
