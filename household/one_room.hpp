// SPDX-License-Identifier: Apache-2.0
// One device, fresh from the factory and not set up, with its service: for a program that plays the person, as the browser tests do.
// It says where the device is in one JSON line on stdout and then does what each line on stdin asks for, with one JSON line as the answer:
//   power             the power is cut and comes back
//   publish VERSION   the maker signs and publishes a security update, and the operator tells the device to look
#pragma once

#include "household/home.hpp"

namespace cardea::household {

// Until stdin ends, or Ctrl-C.
Outcome<int> serve_one_room(const Plan& plan, const std::string& product);

}  // namespace cardea::household
