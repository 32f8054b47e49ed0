// SPDX-License-Identifier: Apache-2.0
// "Am I secure?": each thing that a person can look after, judged from what the processes report. The page puts these
// findings into words; the same JSON is there for a program that looks from outside (5.12-3).
#pragma once

#include "device/gate/reports.hpp"

namespace cardea::gate {

inline constexpr std::int64_t kCheckStaleS = 7LL * 24 * 60 * 60;      // a device looks every day
inline constexpr std::int64_t kSupportSoonS = 180LL * 24 * 60 * 60;
inline constexpr std::int64_t kSignInsRecentS = 7LL * 24 * 60 * 60;
inline constexpr std::int64_t kSoftwareMade_s = 1'767'225'600;  // 2026-01-01: a clock that shows an earlier day is wrong

// {"level", "findings": [{"id", "level", "state", "action" or null, "facts"}]}; the level of the whole is its worst one.
// The finding about sign-ins is there only when `parts` has the events: they are for the administrator. The one about the
// clock is there only when it is wrong.
Value security_json(const product::ProductPolicy& policy, const StatusParts& parts, std::int64_t now_s);

}  // namespace cardea::gate
