// SPDX-License-Identifier: Apache-2.0
#include "device/courier/schedule.hpp"

#include <algorithm>

namespace cardea::courier {

std::uint64_t Schedule::after_success_ms(std::int64_t asked_s) {
  failures_ = 0;
  rhythm_s_ = static_cast<std::uint32_t>(std::clamp<std::int64_t>(asked_s, kVisitMin_s, kVisitMax_s));
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(asked_s, kVisitMin_s, kVisitMax_s)) * 1000;
}

std::uint64_t Schedule::after_failure_ms(std::uint32_t random) {
  const std::uint64_t rhythm_ms = failures_ < kQuickTries ? 0 : std::uint64_t{rhythm_s_} * 1000;
  return backed_off_ms(rhythm_ms, random);
}

std::uint64_t Schedule::backed_off_ms(std::uint64_t least_span_ms, std::uint32_t random) {
  const std::uint32_t doublings = std::min<std::uint32_t>(failures_, 11);  // 2 s * 2^11 is beyond the maximum
  ++failures_;
  const std::uint64_t doubled_ms = std::uint64_t{kBackOffFirst_ms} << doublings;
  const std::uint64_t span = std::min<std::uint64_t>(std::max(doubled_ms, least_span_ms), kBackOffMax_ms);
  return span / 2 + 1 + random % (span / 2);
}

std::uint64_t Schedule::after_refusal_ms(std::int64_t asked_s, std::uint32_t random) {
  const std::uint64_t own = backed_off_ms(0, random);  // it is there: what it asks for holds
  const auto asked = static_cast<std::uint64_t>(std::clamp<std::int64_t>(asked_s, kVisitMin_s, kHintMax_s)) * 1000;
  return std::max(own, asked + random % (asked / 2));
}

}  // namespace cardea::courier
