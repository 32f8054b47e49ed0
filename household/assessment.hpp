// SPDX-License-Identifier: Apache-2.0
// The household's device as a target of the assessor: writes the driver that says how to reach it and make it act, and runs `cardea assess`
// as anybody would: another program, looking from outside.
#pragma once

#include "household/home.hpp"

namespace cardea::household {

// Prints Table B.1 on stdout; returns the assessor's exit code. Its folder is home/assessment.
Outcome<int> assess(Home& home, Room& room);

}  // namespace cardea::household
