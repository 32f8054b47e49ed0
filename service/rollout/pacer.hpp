// SPDX-License-Identifier: Apache-2.0
// Hands out turns at a rate, and tells who must wait when its turn will be. A token bucket that remembers whom it sent away, so
// that those come back one after the other and not all together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "service/rollout/plan.hpp"

namespace cardea::service {

class Pacer {
 public:
  // Begins anew with so many turns: none, so that there is no burst for the time that has passed, unless somebody says otherwise.
  void restart(std::uint64_t now_ms, double turns = 0) {
    tokens_ = turns;
    filled_ms_ = now_ms;
    booked_until_ms_ = static_cast<double>(now_ms);
  }

  void set_rate(double per_second) { per_second_ = per_second; }
  double rate() const { return per_second_; }

  bool take(std::uint64_t now_ms) {
    fill(now_ms);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

  // The next free turn, in milliseconds from now.
  std::uint64_t book(std::uint64_t now_ms) {
    booked_until_ms_ = std::max(booked_until_ms_, static_cast<double>(now_ms)) + 1000 / per_second_;
    return static_cast<std::uint64_t>(booked_until_ms_) - now_ms + 1;
  }

 private:
  void fill(std::uint64_t now_ms) {
    const double most = std::max(1.0, per_second_ * kBurst_s);
    tokens_ = std::min(most, tokens_ + static_cast<double>(now_ms - filled_ms_) * per_second_ / 1000);
    filled_ms_ = now_ms;
  }

  static constexpr double kBurst_s = 2;  // turns that nobody took are kept so long
  double per_second_ = 1;
  double tokens_ = 0;
  double booked_until_ms_ = 0;
  std::uint64_t filled_ms_ = 0;
};

// Turns a second after so many confirmed.
double turns_per_second(const Rate& rate, std::uint64_t confirmed);

}  // namespace cardea::service
