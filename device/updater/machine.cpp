// SPDX-License-Identifier: Apache-2.0
#include "device/updater/machine.hpp"

#include <algorithm>
#include <array>

namespace cardea::updater {

namespace {

using enum contract::UpdatePhase;

// After each phase: what is left of it when the power goes there. The phase itself is never stored: every start begins in idle
// and waits for warden's news, which speaks of what was really booted.
// clang-format off
constexpr std::array kTransitions{
    // idle: nothing is under way. Trusted metadata and the last result are on the disk.
    Transition{idle,        Event::check_wanted,   checking},
    Transition{idle,        Event::trial_runs,     on_trial},
    Transition{idle,        Event::boot_settled,   idle},

    // checking: each piece of metadata is stored whole, after it was verified; the next check goes on from there.
    Transition{checking,    Event::nothing_newer,  idle},
    Transition{checking,    Event::check_failed,   idle},
    Transition{checking,    Event::offer_found,    available},

    // available: the offer is in memory only and is found again by the next check.
    Transition{available,   Event::check_wanted,   checking},
    Transition{available,   Event::install_wanted, downloading},

    // downloading: the inactive slot holds a part, which nobody believes: no boot record names it. What of it is right is kept.
    // Of a component the same: NAME.new, which nobody reads.
    Transition{downloading, Event::download_ended, verifying},
    Transition{downloading, Event::install_failed, idle},
    Transition{downloading, Event::turn_later,     available},

    // verifying: as above. The running slot was not touched. A component takes its place by a rename: the old one or the new one
    // is there, whole.
    Transition{verifying,   Event::image_verified, installed_waiting_for_restart},
    Transition{verifying,   Event::component_taken, idle},
    Transition{verifying,   Event::install_failed, idle},

    // installed_waiting_for_restart: warden has written, or not yet written, the boot record in one step. Before: the old system
    // starts and the slot is forgotten. After: the trial starts.
    // Through quiet hours it is in memory only that the slot holds something good: after a power cut it is looked at again.
    Transition{installed_waiting_for_restart, Event::install_failed, idle},
    Transition{installed_waiting_for_restart, Event::put_off,        available},

    // on_trial: a try is spent at each start; when none is left, the old system starts and warden says why.
    Transition{on_trial,    Event::boot_settled,   idle},
};
// clang-format on

}  // namespace

std::span<const Transition> transitions() {
  return kTransitions;
}

std::optional<Phase> next_phase(Phase from, Event event) {
  const auto row = std::find_if(kTransitions.begin(), kTransitions.end(),
                                [&](const Transition& t) { return t.from == from && t.event == event; });
  if (row == kTransitions.end()) return std::nullopt;
  return row->to;
}

}  // namespace cardea::updater
