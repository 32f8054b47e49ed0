// SPDX-License-Identifier: Apache-2.0
// What warden checks before an image may be tried: that the inactive slot holds exactly the bytes updater speaks of. It
// hashes them and parses none; whether they are authentic is what updater has verified.
#pragma once

#include "contracts/ipc/control.hpp"
#include "device/boards/board.hpp"

namespace cardea::warden {

Status check_form(const contract::TryImage& ask);

// Err::unauthentic when the file at `path` is another one.
Result<board::SlotRecord> measure(const std::string& path, const contract::TryImage& ask);

}  // namespace cardea::warden
