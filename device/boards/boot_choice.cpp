// SPDX-License-Identifier: Apache-2.0
#include "device/boards/boot_choice.hpp"

namespace cardea::board {
namespace {

BootRecord without_trial(BootRecord record, std::string_view why) {
  const SlotRecord* failed = slot_in(record, *record.trial);
  record.last_failed_version = failed != nullptr ? failed->version : "unknown";
  record.last_failure = why;
  record.trial.reset();
  record.tries_left = 0;
  return record;
}

Result<BootChoice> start_good(BootRecord record, bool fell_back) {
  if (slot_in(record, record.good) == nullptr) return Error{Err::broken, "the boot record's good slot holds no image"};
  return BootChoice{record.good, false, fell_back, std::move(record)};
}

}  // namespace

const SlotRecord* slot_in(const BootRecord& record, Slot slot) {
  const std::optional<SlotRecord>& found = slot == Slot::a ? record.slot_a : record.slot_b;
  return found ? &*found : nullptr;
}

Result<BootChoice> choose(const BootRecord& record) {
  if (!record.trial) return start_good(record, false);
  if (record.tries_left == 0) {
    const std::string why = record.last_failure.empty() ? "power was lost during each try" : record.last_failure;
    return start_good(without_trial(record, why), true);
  }
  if (slot_in(record, *record.trial) == nullptr) return start_good(without_trial(record, "the slot holds no image"), true);
  BootChoice choice{*record.trial, true, false, record};
  choice.record.tries_left -= 1;
  return choice;
}

Result<BootChoice> choose_after_bad_image(const BootChoice& bad, std::string_view why) {
  if (bad.trial) return start_good(without_trial(bad.record, why), true);
  BootRecord record = bad.record;
  const Slot rest = other(bad.slot);
  if (slot_in(record, rest) == nullptr) return Error{Err::broken, "no slot holds an image that verifies"};
  record.last_failed_version = slot_in(record, bad.slot)->version;
  record.last_failure = why;
  // The bad slot's entry goes, so that two bad slots end the search instead of taking turns.
  (bad.slot == Slot::a ? record.slot_a : record.slot_b).reset();
  record.good = rest;
  return BootChoice{rest, false, true, std::move(record)};
}

BootRecord after_crash(const BootRecord& record, Slot running, std::string_view why) {
  BootRecord next = record;
  if (record.trial && *record.trial == running) next.last_failure = why;
  return next;
}

}  // namespace cardea::board
