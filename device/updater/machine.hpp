// SPDX-License-Identifier: Apache-2.0
// The life of an update as a table: what may follow what, and what a power cut leaves behind in each phase. What is not in the
// table does not happen. The table knows nothing of files and peers; updater.hpp acts on it.
#pragma once

#include <optional>
#include <span>

#include "contracts/ipc/updater.hpp"

namespace cardea::updater {

using Phase = contract::UpdatePhase;

enum class Event : std::uint8_t {
  check_wanted,    // the daily hour, a person, or the service's hint
  nothing_newer,   // the verified metadata offers nothing that may be installed
  check_failed,    // unreachable, or refused
  offer_found,     // a newer release, verified
  install_wanted,  // automatic, or a person
  download_ended,  // all bytes are in the inactive slot, and on the disk
  install_failed,  // unreachable, refused, no space
  turn_later,      // the service gives the release to this device later
  image_verified,  // re-read and found to be the promised one; warden takes it
  component_taken, // it was a component, verified and in its place; nothing restarts
  put_off,         // the consumer postponed it, or turned updates off, while it waited for its restart
  trial_runs,      // warden, after the restart
  boot_settled,    // warden: an ordinary start, a confirmed trial, or back on the old system
  kLast = boot_settled,
};

struct Transition {
  Phase from;
  Event event;
  Phase to;
};

std::span<const Transition> transitions();
std::optional<Phase> next_phase(Phase from, Event event);  // nullopt: the event is refused in this phase

}  // namespace cardea::updater
