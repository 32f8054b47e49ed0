// SPDX-License-Identifier: Apache-2.0
// Gives each folder of a device to the process that may touch it. The boot step does this at every start, as root only:
// an ordinary user's device has one owner, and confine reports that wall as not enforced.
#pragma once

#include <string>

#include "device/boards/board.hpp"

namespace cardea::board {

// uid of a process: base + 1 + its index in peer::kProcesses (contracts/board-layout.md).
std::uint32_t uid_of(std::string_view process, std::uint32_t uid_base);

//= EN303645 5.6-7
Status give_to_processes(const std::string& device, std::uint32_t uid_base, Slot running);

// Err::refused when another user could not even reach the folder: then no process could work there under its own uid.
Status check_reachable(const std::string& device);

}  // namespace cardea::board
