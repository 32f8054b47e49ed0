// SPDX-License-Identifier: Apache-2.0
// A fuzz target is one function with a property: `void fuzz(Bytes input)`. The driver brings main().
#pragma once

#include <cstdio>
#include <cstdlib>

#include "lib/base/bytes.hpp"

void fuzz(cardea::Bytes input);

// The property: what must hold for every input.
inline void require(bool holds, const char* property = "the property of this fuzz target does not hold") {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n", property);
  std::abort();
}
