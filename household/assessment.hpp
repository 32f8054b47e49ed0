// SPDX-License-Identifier: Apache-2.0
// The assessor looks at a device of the household from outside, told how by a driver that the household writes for it.
#pragma once

#include "household/orders.hpp"

namespace cardea::household {

// Runs `cardea assess run` against the room's device, in the foreground, and obeys its driver's orders. Returns its exit code;
// Table B.1 is on the screen by then.
Outcome<int> assess(Home& home, Room& room, const OrderDesk& orders);
std::string report_folder(const Home& home, const Room& room);

}  // namespace cardea::household
