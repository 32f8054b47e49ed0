// SPDX-License-Identifier: Apache-2.0
// What each process may still do after it has confined itself: one table for all of them, in rules.cpp. The page
// docs/privsep.md and the assessor's expectation are drawn from the same rows.
#pragma once

#include <span>

#include "contracts/board/boot_record.hpp"
#include "lib/confine/confine.hpp"

namespace cardea::process {

// What a row leaves open until start.
struct Place {
  std::string device;                        // DEVICE
  board::Slot running = board::Slot::a;      // which slot is the inactive one
  std::optional<std::uint32_t> uid;          // only as root
  std::vector<std::uint16_t> connect_ports;  // courier: the associated service's port
};

// The row of `process` (a name of peer::kProcesses, or warden), made concrete. Any other name: Err::not_found.
Result<confine::Rules> rules_for(std::string_view process, const Place& place);

}  // namespace cardea::process
