// SPDX-License-Identifier: Apache-2.0
// The driver's table [traffic]: where what passes is listened to, and what is sent so that there is something to hear.
#pragma once

#include "assess/driver/read_acts.hpp"

namespace cardea::assess {

TrafficActs read_traffic(Fields fields);

}  // namespace cardea::assess
