// SPDX-License-Identifier: Apache-2.0
#include "device/courier/schedule.hpp"

#include <algorithm>

namespace cardea::courier {

std::uint64_t Schedule::after_success_ms(std::int64_t asked_s) {
  failures_ = 0;
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(asked_s, kVisitMin_s, kVisitMax_s)) * 1000;
}

std::uint64_t Schedule::after_failure_ms(std::uint32_t random) {
  const std::uint32_t doublings = std::min<std::uint32_t>(failures_, 11);  // 2 s * 2^11 is beyond the maximum
  ++failures_;
  const std::uint64_t span = std::min<std::uint64_t>(std::uint64_t{kBackOffFirst_ms} << doublings, kBackOffMax_ms);
  return span / 2 + 1 + random % (span / 2);
}

std::uint64_t Schedule::after_refusal_ms(std::int64_t asked_s, std::uint32_t random) {
  const std::uint64_t own = after_failure_ms(random);
  const auto asked = static_cast<std::uint64_t>(std::clamp<std::int64_t>(asked_s, kVisitMin_s, kHintMax_s)) * 1000;
  return std::max(own, asked + random % (asked / 2));
}

}  // namespace cardea::courier
