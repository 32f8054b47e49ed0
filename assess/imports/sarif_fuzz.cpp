// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/sarif.hpp"

#include "assess/imports/bounds_fuzz.hpp"

void fuzz(cardea::Bytes input) {
  require_bounds(cardea::assess::parse_sarif(input));
}
