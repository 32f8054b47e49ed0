// SPDX-License-Identifier: Apache-2.0
// When an update is installed by itself, and when it may restart the device: from what the consumer chose and the maker signed.
// Pure: no clock, no peers.
#pragma once

#include <optional>

#include "contracts/ipc/steward.hpp"

namespace cardea::updater {

// The moment from which the release is installed by itself: now, or when it was postponed to, but not after its deadline (0:
// none). Nothing: automatic updates are off, and no deadline changes that.
std::optional<std::int64_t> install_from_s(const contract::UpdateSettings& chosen, std::int64_t deadline_s, std::int64_t now_s);

// The end of the quiet hours, or now when there are none.
std::int64_t quiet_until_s(const contract::QuietHours& quiet, std::int64_t now_s);

// The moment from which the device may restart into it: after the quiet hours, but not after its deadline.
std::int64_t restart_from_s(const contract::QuietHours& quiet, std::int64_t deadline_s, std::int64_t now_s);

}  // namespace cardea::updater
