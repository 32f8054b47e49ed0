// SPDX-License-Identifier: Apache-2.0
// Asks every TCP port of an address whether somebody listens, many at a time, within a bound of time.
#pragma once

#include <vector>

#include "assess/wire/socket.hpp"

namespace cardea::assess {

struct PortScan {
  std::vector<std::uint16_t> open;
  std::size_t refused = 0;
  std::size_t unanswered = 0;  // filtered, or the time was up: nothing is known about these
};

Result<PortScan> scan_tcp_ports(const std::string& address, const Deadline& deadline);

}  // namespace cardea::assess
