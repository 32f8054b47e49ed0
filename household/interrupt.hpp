// SPDX-License-Identifier: Apache-2.0
// Ctrl-C: the signals are blocked from the start and looked at where the household waits, so that an ending home ends what it started.
#pragma once

#include "lib/base/result.hpp"

namespace cardea::household {

void block_interrupts();          // SIGINT, SIGTERM; first thing in main
Outcome<Unit> not_interrupted();  // Err::refused once one of them has come

}  // namespace cardea::household
