// SPDX-License-Identifier: Apache-2.0
// The board seam: what differs between machines. dirboard keeps it in a folder; other boards (UEFI, U-Boot) fit the same
// interface. warden is its only caller on a running device.
#pragma once

#include <string>
#include <string_view>

#include "contracts/board/boot_record.hpp"

namespace cardea::board {

class Board {
 public:
  virtual ~Board() = default;
  virtual Slot running() const = 0;
  virtual Result<BootRecord> boot_record() const = 0;
  // The next start runs `slot` on trial, at most `tries` times; then the good one again.
  virtual Status start_trial(const SlotRecord& image, std::uint32_t tries) = 0;
  virtual Status confirm() = 0;         // the running trial is the good one from now on
  virtual Status forget_failure() = 0;  // last_failed_* was reported
  virtual std::string inactive_image_path() const = 0;
  virtual std::string running_image_path() const = 0;
  virtual bool factory_button_pressed() const = 0;
  virtual Status release_factory_button() = 0;  // the press was acted upon
  // The light of the device that says: something is wrong, look at its page. Stays until the next start.
  virtual Status show_alert() = 0;
  virtual void pet_watchdog() = 0;              // warden alive; the board power-cycles without it
  // What this life has reached, for whoever watches the machine: "ready", "confirmed", "failed". At most 200 bytes; may be lost.
  virtual void announce(std::string_view event, std::string_view text) = 0;
};

}  // namespace cardea::board
