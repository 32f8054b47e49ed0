// SPDX-License-Identifier: Apache-2.0
// The board that keeps a device in a folder (contracts/board-layout.md), as warden sees it. The other side of it, the
// boot step, is boot_step.hpp; between the two are the boot record and one pipe, the watchdog's line.
#pragma once

#include <functional>

#include "device/boards/board.hpp"
#include "lib/base/fd.hpp"

namespace cardea::board {

class DirBoard final : public Board {
 public:
  // `line` is the write end of the watchdog's pipe; invalid when nobody watches.
  DirBoard(std::string device, Slot running, UniqueFd line);

  Slot running() const override { return running_; }
  Result<BootRecord> boot_record() const override { return read_boot_record(device_); }
  Status start_trial(const SlotRecord& image, std::uint32_t tries) override;
  Status confirm() override;
  Status forget_failure() override;
  std::string inactive_image_path() const override { return image_path(device_, other(running_)); }
  std::string running_image_path() const override { return image_path(device_, running_); }
  bool factory_button_pressed() const override;
  Status release_factory_button() override;
  Status show_alert() override;
  void pet_watchdog() override { announce("pet", ""); }
  void announce(std::string_view event, std::string_view text) override;

 private:
  std::string device_;
  Slot running_;
  UniqueFd line_;
};

// One line of the watchdog's pipe.
struct LineMessage {
  std::string event;  // "pet", "ready", "confirmed", "failed", "alert"
  std::string text;
};
Buffer encode_line(const LineMessage& message);
Result<LineMessage> parse_line(Bytes line);  // without its newline

// Cuts what arrives into lines. What is no line of ours is dropped; memory is bounded.
class LineReader {
 public:
  explicit LineReader(std::function<void(LineMessage)> got) : got_(std::move(got)) {}
  void add(Bytes arrived);

 private:
  std::function<void(LineMessage)> got_;
  Buffer partial_;
  bool overlong_ = false;
};

}  // namespace cardea::board
