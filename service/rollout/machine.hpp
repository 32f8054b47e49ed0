// SPDX-License-Identifier: Apache-2.0
// The life of a roll-out, and of one device within it, as tables: what may follow what, and what a restart of the service leaves
// behind in each state. What is not in a table does not happen. The tables know nothing of stores and doors; rollouts.hpp acts
// on them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cardea::service {

enum class RolloutState : std::uint8_t { running, paused, stopped, completed, kLast = completed };

enum class RolloutEvent : std::uint8_t {
  stage_passed,       // enough confirmed, and the failures are no worse than the untouched group's
  last_stage_passed,  // likewise, and there is no further stage
  got_worse,          // the health gate: failures above the untouched group's
  pause,              // an operator
  resume,             // an operator; what failed until now was looked at and is no longer held against it
  stop,               // an operator: nobody gets a byte of it any more
  kLast = stop,
};

struct RolloutTransition {
  RolloutState from;
  RolloutEvent event;
  RolloutState to;
};

std::span<const RolloutTransition> rollout_transitions();
std::optional<RolloutState> next_state(RolloutState from, RolloutEvent event);  // nullopt: refused in this state

// What became of a device that the roll-out has offered the release to.
enum class DeviceStep : std::uint8_t { offered, waiting, confirmed, failed, timed_out, cancelled, kLast = cancelled };

enum class DeviceEvent : std::uint8_t {
  waits_for_person,  // it has seen the release, and a person decides when
  goes_on,           // it waits no longer
  waits_for_night,   // it has installed the release and restarts after its household's quiet hours: it says so at each visit
  confirms,          // it runs the release, and its trial is over
  fails,             // it refused the release, could not install it, or fell back from it
  is_silent,         // it did not come back in time
  gives_up,          // the roll-out was stopped, and the device says that it let go
  kLast = gives_up,
};

struct DeviceTransition {
  DeviceStep from;
  DeviceEvent event;
  DeviceStep to;
};

std::span<const DeviceTransition> device_transitions();
std::optional<DeviceStep> next_step(DeviceStep from, DeviceEvent event);  // nullopt: nothing changes

std::string_view name_of(RolloutState state);
std::string_view name_of(DeviceStep step);

}  // namespace cardea::service
