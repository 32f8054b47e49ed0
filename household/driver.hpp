// SPDX-License-Identifier: Apache-2.0
// What the assessor is told of a device of this home (docs/driver.md): where it is, and which acts of the household, as verbs of
// `cardea-home` or requests at its door, make it do what the probes need. Nothing in it that a maker elsewhere could not write.
#pragma once

#include "household/home.hpp"

namespace cardea::household {

// Into the home's folder, beside the values of sign-in that it names. Returns its path.
Outcome<std::string> write_driver(const Home& home, const Room& room);

}  // namespace cardea::household
