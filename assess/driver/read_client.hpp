// SPDX-License-Identifier: Apache-2.0
// The keys of a driver about communications in which the target is a client.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/input/fields.hpp"

namespace cardea::assess {

std::map<std::string, ClientActs> read_client(Fields fields);

}  // namespace cardea::assess
