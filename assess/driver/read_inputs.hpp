// SPDX-License-Identifier: Apache-2.0
// Reads the table [inputs] of a driver.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/input/fields.hpp"

namespace cardea::assess {

InputActs read_input_acts(Fields fields);

}  // namespace cardea::assess
