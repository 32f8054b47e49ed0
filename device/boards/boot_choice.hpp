// SPDX-License-Identifier: Apache-2.0
// Which slot to start: pure decisions on a boot record. The caller writes the returned record durably before it starts
// anything, so a power cut during a trial costs that try and nothing else.
#pragma once

#include "device/boards/board.hpp"

namespace cardea::board {

struct BootChoice {
  Slot slot = Slot::a;
  bool trial = false;
  bool fell_back = false;  // this choice gave a trial up
  BootRecord record;       // as it must stand on disk before the start
};

const SlotRecord* slot_in(const BootRecord& record, Slot slot);

//= EN303645 5.3-10
// Err::broken when the record names a slot that holds nothing.
Result<BootChoice> choose(const BootRecord& record);

// The chosen slot does not verify. A trial falls back to the good slot; a good slot gives way to the other one if that
// has an image. Err::broken: no slot is left.
Result<BootChoice> choose_after_bad_image(const BootChoice& bad, std::string_view why);

// A life ended as a crash: during a trial the reason is kept for the day the trial is given up.
BootRecord after_crash(const BootRecord& record, Slot running, std::string_view why);

}  // namespace cardea::board
