// SPDX-License-Identifier: Apache-2.0
// One device that refuses an update may be broken. Many that refuse the same one within a day point at the update: a mirror that
// was tampered with, a forged release, a stolen online key. That is an anomaly, and an operator hears of it.
//= EN303645 5.10-1
#pragma once

#include "service/store/fleet_store.hpp"

namespace cardea::service {

inline constexpr std::uint32_t kManyRefuse = 3;  // devices
inline constexpr std::int64_t kRefusalsWindow_s = 86'400;

// To be called with the device as it was before this visit: only news counts. Writes an audit line when the refusals become many.
Status note_refusal(FleetStore& store, const Device& before, const CheckIn& visit);

Result<std::vector<RefusedRelease>> anomalies(FleetStore& store, std::int64_t now_s);

}  // namespace cardea::service
