// SPDX-License-Identifier: Apache-2.0
// The health gate: may the next stage open, must the roll-out pause, or is it too early to say. Pure: it is given counts.
#pragma once

#include "service/rollout/machine.hpp"
#include "service/rollout/plan.hpp"

namespace cardea::service {

// The devices of a roll-out by what became of them.
struct Counts {
  std::uint64_t offered = 0;
  std::uint64_t waiting = 0;
  std::uint64_t confirmed = 0;
  std::uint64_t failed = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t cancelled = 0;

  std::uint64_t& of(DeviceStep step);
  std::uint64_t bad() const { return failed + timed_out; }
  std::uint64_t ended() const { return confirmed + bad(); }
  std::uint64_t all() const { return ended() + offered + waiting + cancelled; }
  bool operator==(const Counts&) const = default;
};

// One look over the model's live devices.
struct Census {
  std::uint64_t remaining = 0;  // of the open stages, and not running the release yet
  std::uint64_t later = 0;      // of stages that are not open
  std::uint64_t watched = 0;    // untouched by the roll-out, and lately here: the control group
  std::uint64_t lost = 0;       // of those: silent for longer than a device of the roll-out may be, or in alert
  bool operator==(const Census&) const = default;
};

// Failures and ends that an operator has looked at before resuming.
struct Forgiven {
  std::uint64_t bad = 0;
  std::uint64_t ended = 0;
};

enum class Verdict : std::uint8_t { wait, pass, worse };

// Worse: of the devices that took the release, so many were lost that chance alone (one in twenty) does not explain a rate above
// the untouched group's and the margin. A single loss among few devices is enough.
bool is_worse(const Gate& gate, const Counts& counts, const Forgiven& forgiven, const Census& census);

// Whether enough of the open stages have confirmed. An empty stage is passed by when a later one has devices to prove it with.
bool has_enough(const Gate& gate, const Counts& counts, const Census& census, bool last_stage);

// The least failure rate that `bad` of `all` is still credible with: Wilson's lower bound at 95 %, one-sided.
double least_credible_rate(std::uint64_t bad, std::uint64_t all);

}  // namespace cardea::service
