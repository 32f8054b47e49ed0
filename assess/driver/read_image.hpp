// SPDX-License-Identifier: Apache-2.0
// The key of a driver that says where the unit's unpacked image lies.
#pragma once

#include "assess/driver/driver.hpp"
#include "assess/input/fields.hpp"

namespace cardea::assess {

ImageOnBench read_image(Fields fields);

}  // namespace cardea::assess
