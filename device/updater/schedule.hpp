// SPDX-License-Identifier: Apache-2.0
// When to look for updates: once in each day of this device's life, at a moment that chance chooses, so that a fleet never comes
// all at once (5.9-3). A failure to reach the service is tried again sooner.
#pragma once

#include <cstdint>
#include <functional>

namespace cardea::updater {

using Random = std::function<std::uint64_t(std::uint64_t below)>;  // uniform in 0..below-1

inline constexpr std::uint64_t kMinuteMs = 60'000;
inline constexpr std::uint64_t kDayMs = 24 * 60 * kMinuteMs;
inline constexpr std::uint64_t kStartSpreadMs = 10 * kMinuteMs;  // the first check after a start
inline constexpr std::uint64_t kAfterSetUpMs = 10'000;           // the first check after initialization (5.3-5)
inline constexpr std::uint64_t kSetUpPollMs = 30'000;            // until then, ask steward so often
inline constexpr std::uint64_t kRetryMinMs = 15 * kMinuteMs;
inline constexpr std::uint64_t kRetrySpreadMs = 45 * kMinuteMs;

class Schedule {
 public:
  Schedule(Random random, std::uint64_t born_ms) : random_(std::move(random)), born_ms_(born_ms) {}

  std::uint64_t after_start_ms() const { return random_(kStartSpreadMs); }
  std::uint64_t after_set_up_ms() const { return random_(kAfterSetUpMs); }
  std::uint64_t after_component_ms() const { return random_(kAfterSetUpMs); }  // there may be more that is newer
  std::uint64_t after_failure_ms() const { return kRetryMinMs + random_(kRetrySpreadMs); }

  //= EN303645 5.3-5
  // From now to a moment of the next day, days being counted from the birth of this process.
  std::uint64_t after_check_ms(std::uint64_t now_ms) const {
    const std::uint64_t next_day = (now_ms - born_ms_) / kDayMs + 1;
    return born_ms_ + next_day * kDayMs + random_(kDayMs) - now_ms;
  }

 private:
  Random random_;
  std::uint64_t born_ms_;
};

}  // namespace cardea::updater
