// SPDX-License-Identifier: Apache-2.0
// A house whose cable is cut, and whose power goes too: what people do at the device goes on, and the service is reached again by itself.
#pragma once

#include "household/home.hpp"

namespace cardea::household {

Outcome<Unit> live_without_network(Home& home, Room& room, Screen& screen);

}  // namespace cardea::household
