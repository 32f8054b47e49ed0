// SPDX-License-Identifier: Apache-2.0
// How many visits a second the service takes. Who comes when there is no room is told when there will be: one time each, one
// after the other, so that a fleet that lost its service comes back in a line and not as a wave.
//= EN303645 5.9-3
#pragma once

#include <algorithm>

#include "service/rollout/pacer.hpp"

namespace cardea::service {

class Governor {
 public:
  explicit Governor(std::uint32_t visits_per_s) { pacer_.set_rate(std::max<std::uint32_t>(visits_per_s, 1)); }

  // nullopt: there is room now.
  std::optional<std::uint32_t> wait_s(std::uint64_t now_ms) {
    if (!std::exchange(started_, true)) pacer_.restart(now_ms, std::max(1.0, pacer_.rate()));
    if (pacer_.take(now_ms)) return std::nullopt;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(pacer_.book(now_ms) / 1000 + 1, kWaitMax_s));
  }

 private:
  static constexpr std::uint64_t kWaitMax_s = 86'400;  // devices believe no longer one
  Pacer pacer_;
  bool started_ = false;
};

}  // namespace cardea::service
