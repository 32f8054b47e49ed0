// SPDX-License-Identifier: Apache-2.0
// How the 226 units are decided, what each probe serves, and that none is out of reach.
#pragma once

#include <string>

namespace cardea::assess::quality {

struct Share {
  std::size_t units = 0;
  std::size_t automatic = 0;
  std::size_t assisted = 0;
  std::size_t human = 0;
  std::size_t reached = 0;  // a rule that exists decides, or the unit is open to a person
};

Share share_of_units();
std::string print_share(const Share& share);

}  // namespace cardea::assess::quality
