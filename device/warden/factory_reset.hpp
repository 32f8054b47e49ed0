// SPDX-License-Identifier: Apache-2.0
// The factory button (5.11-1): erases what people left on the device. It asks nothing and needs no sign-in: holding the
// device is the right to do this. A marker makes it survive a power cut: what was begun is finished at the next start.
#pragma once

#include <string>

#include "device/boards/board.hpp"

namespace cardea::warden {

// Durable: from now on the reset will happen.
Status begin_factory_reset(const std::string& device);

// Before any process runs. True when a reset was pending and is done now.
Result<bool> finish_factory_reset(const std::string& device, board::Board& board);

}  // namespace cardea::warden
