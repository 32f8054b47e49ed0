// SPDX-License-Identifier: Apache-2.0
#include "device/updater/choice.hpp"

#include <algorithm>

namespace cardea::updater {

namespace {

constexpr std::int64_t kMinuteS = 60;

std::int64_t not_after(std::int64_t moment_s, std::int64_t deadline_s, std::int64_t now_s) {
  return deadline_s == 0 ? moment_s : std::clamp(deadline_s, now_s, moment_s);
}

}  // namespace

std::optional<std::int64_t> install_from_s(const contract::UpdateSettings& chosen, std::int64_t deadline_s, std::int64_t now_s) {
  if (!chosen.automatic) return std::nullopt;
  return not_after(std::max(chosen.postponed_until_s, now_s), deadline_s, now_s);
}

// However wrong the clock is, the wait is shorter than a day.
std::int64_t quiet_until_s(const contract::QuietHours& quiet, std::int64_t now_s) {
  constexpr std::int64_t day = contract::kDayMinutes;
  if (!quiet.on) return now_s;
  const std::int64_t local_min = now_s / kMinuteS + quiet.utc_offset_min;
  const std::int64_t minute = (local_min % day + day) % day;
  const std::int64_t from = quiet.from_min, to = quiet.to_min;
  const bool is_quiet = from < to ? from <= minute && minute < to : minute >= from || minute < to;
  if (!is_quiet || from == to) return now_s;
  return now_s - now_s % kMinuteS + (to - minute + day) % day * kMinuteS;
}

std::int64_t restart_from_s(const contract::QuietHours& quiet, std::int64_t deadline_s, std::int64_t now_s) {
  return not_after(quiet_until_s(quiet, now_s), deadline_s, now_s);
}

}  // namespace cardea::updater
