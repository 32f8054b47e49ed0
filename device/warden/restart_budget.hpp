// SPDX-License-Identifier: Apache-2.0
// How often processes may die before warden stops believing that starting them again helps.
#pragma once

#include <cstdint>
#include <deque>

namespace cardea::warden {

class RestartBudget {
 public:
  static constexpr std::size_t kDeaths = 5;
  static constexpr std::uint64_t kWithinMs = 60'000;

  // Notes one death; false when it is one too many.
  bool spend(std::uint64_t now_ms) {
    while (!deaths_.empty() && now_ms - deaths_.front() > kWithinMs) deaths_.pop_front();
    deaths_.push_back(now_ms);
    return deaths_.size() < kDeaths;
  }

 private:
  std::deque<std::uint64_t> deaths_;
};

}  // namespace cardea::warden
