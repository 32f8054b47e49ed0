// SPDX-License-Identifier: Apache-2.0
// What another process may order of a running home, whoever may open its folder: power, and where a device's line leads. One
// connection, one line that orders, one line that answers. The assessor's driver is written in these.
//   power ROOM off|on|cycle
//   line ROOM lead ADDRESS PORT     the device finds whoever is there instead of its service
//   line ROOM back                  its own service again, and seen there before this answers
//   machine ROOM                    the process id of its hardware
#pragma once

#include <string>

#include "household/home.hpp"

namespace cardea::household {

class OrderDesk {
 public:
  static Outcome<OrderDesk> open(const Home& home);
  // Carries out the next order, if one comes within `wait_ms`.
  void serve(Home& home, int wait_ms) const;

 private:
  explicit OrderDesk(UniqueFd listener) : listener_(std::move(listener)) {}
  UniqueFd listener_;
};

// To the home in `folder`, from another process. Returns what it answered.
Outcome<std::string> give_order(const std::string& folder, const std::string& order);

}  // namespace cardea::household
