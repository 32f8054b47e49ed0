// SPDX-License-Identifier: Apache-2.0
// Which processes are the target's: from the driver's pid files or command, with their children when asked.
#pragma once

#include "assess/driver/driver.hpp"

namespace cardea::assess {

Result<std::vector<std::int64_t>> find_target_processes(const Driver& driver);

// Some servers make a process for each connection: one that was found may be gone when it is looked at.
bool has_ended(std::int64_t pid);

}  // namespace cardea::assess
