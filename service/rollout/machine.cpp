// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/machine.hpp"

#include <algorithm>
#include <array>

namespace cardea::service {
namespace {

using enum RolloutState;
using Do = RolloutEvent;
using Step = DeviceStep;
using Did = DeviceEvent;

// State, stage and every offer are in the store before anybody hears of them; the pace is not, and begins anew without a burst.
// clang-format off
constexpr std::array kRollout{
    // running: devices of the open stages are offered the release, at the rate. After a restart it goes on.
    RolloutTransition{running,   Do::stage_passed,      running},
    RolloutTransition{running,   Do::last_stage_passed, completed},
    RolloutTransition{running,   Do::got_worse,         paused},
    RolloutTransition{running,   Do::pause,             paused},
    RolloutTransition{running,   Do::stop,              stopped},

    // paused: nobody new is offered it; who was, may finish. After a restart it is still paused: only an operator resumes.
    RolloutTransition{paused,    Do::resume,            running},
    RolloutTransition{paused,    Do::stop,              stopped},

    // completed: every stage is open for good, to late joiners too, and they are still watched.
    RolloutTransition{completed, Do::got_worse,         paused},
    RolloutTransition{completed, Do::pause,             paused},
    RolloutTransition{completed, Do::stop,              stopped},

    // stopped: for ever. The same release needs a new roll-out, by somebody who signs for it in the trail.
};

constexpr std::array kDevice{
    DeviceTransition{Step::offered,   Did::waits_for_person, Step::waiting},
    DeviceTransition{Step::offered,   Did::waits_for_night,  Step::offered},  // silence counts from its last visit
    DeviceTransition{Step::offered,   Did::confirms,         Step::confirmed},
    DeviceTransition{Step::offered,   Did::fails,            Step::failed},
    DeviceTransition{Step::offered,   Did::is_silent,        Step::timed_out},
    DeviceTransition{Step::offered,   Did::gives_up,         Step::cancelled},

    // waiting: a person may take days; that is no failure of the release, so silence is not held against it.
    DeviceTransition{Step::waiting,   Did::goes_on,          Step::offered},
    DeviceTransition{Step::waiting,   Did::confirms,         Step::confirmed},
    DeviceTransition{Step::waiting,   Did::fails,            Step::failed},
    DeviceTransition{Step::waiting,   Did::gives_up,         Step::cancelled},

    // A device that was given up may be heard of after all, and one that confirmed may fall back later.
    DeviceTransition{Step::timed_out, Did::confirms,         Step::confirmed},
    DeviceTransition{Step::timed_out, Did::fails,            Step::failed},
    DeviceTransition{Step::failed,    Did::confirms,         Step::confirmed},
    DeviceTransition{Step::confirmed, Did::fails,            Step::failed},
};
// clang-format on

template <class Row, class From, class Event>
const Row* row_of(std::span<const Row> rows, From from, Event event) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.from == from && r.event == event; });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::span<const RolloutTransition> rollout_transitions() {
  return kRollout;
}
std::span<const DeviceTransition> device_transitions() {
  return kDevice;
}

std::optional<RolloutState> next_state(RolloutState from, RolloutEvent event) {
  const auto* row = row_of(rollout_transitions(), from, event);
  if (row == nullptr) return std::nullopt;
  return row->to;
}

std::optional<DeviceStep> next_step(DeviceStep from, DeviceEvent event) {
  const auto* row = row_of(device_transitions(), from, event);
  if (row == nullptr) return std::nullopt;
  return row->to;
}

std::string_view name_of(RolloutState state) {
  constexpr std::array<std::string_view, 4> names{"running", "paused", "stopped", "completed"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view name_of(DeviceStep step) {
  constexpr std::array<std::string_view, 6> names{"offered", "waiting", "confirmed", "failed", "timed_out", "cancelled"};
  return names.at(static_cast<std::size_t>(step));
}

}  // namespace cardea::service
