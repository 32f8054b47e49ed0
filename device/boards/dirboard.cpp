// SPDX-License-Identifier: Apache-2.0
#include "device/boards/dirboard.hpp"

#include <algorithm>
#include <array>

#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

constexpr std::size_t kMaxLine = 256;  // below PIPE_BUF: a line is written whole or not at all
constexpr std::size_t kMaxLineText = 200;
constexpr std::array<std::string_view, 5> kEvents{"pet", "ready", "confirmed", "failed", "alert"};

std::string button_path(const std::string& device) {
  return device + "/buttons/reset";
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

}  // namespace

DirBoard::DirBoard(std::string device, Slot running, UniqueFd line)
    : device_(std::move(device)),
      running_(running),
      line_(std::move(line)) {}

Status DirBoard::start_trial(const SlotRecord& image, std::uint32_t tries) {
  TRY(BootRecord record, boot_record());
  if (record.trial) return Error{Err::refused, "another trial is running"};
  (running_ == Slot::a ? record.slot_b : record.slot_a) = image;
  record.good = running_;
  record.trial = other(running_);
  record.tries_left = tries;
  record.last_failed_version.clear();
  record.last_failure.clear();
  return write_boot_record(device_, record);
}

Status DirBoard::confirm() {
  TRY(BootRecord record, boot_record());
  if (!record.trial || *record.trial != running_) return Error{Err::refused, "no trial is running"};
  record.good = running_;
  record.trial.reset();
  record.tries_left = 0;
  record.last_failed_version.clear();
  record.last_failure.clear();
  return write_boot_record(device_, record);
}

Status DirBoard::forget_failure() {
  TRY(BootRecord record, boot_record());
  if (record.last_failed_version.empty()) return kOk;
  record.last_failed_version.clear();
  record.last_failure.clear();
  return write_boot_record(device_, record);
}

bool DirBoard::factory_button_pressed() const {
  return store::file_exists(button_path(device_));
}

Status DirBoard::release_factory_button() {
  if (!factory_button_pressed()) return kOk;
  if (::unlink(button_path(device_).c_str()) != 0) return io_error("cannot release the factory button");
  return store::sync_directory(device_ + "/buttons");
}

Status DirBoard::show_alert() {
  TRY_(store::make_directory(device_ + "/lights", 0755));
  return store::write_file(device_ + "/lights/alert", {}, 0644);
}

void DirBoard::announce(std::string_view event, std::string_view text) {
  const Buffer line = encode_line({std::string(event), std::string(text)});
  // The pipe does not block: a board that does not listen must not stop the device.
  if (line_.valid()) [[maybe_unused]]
    const ssize_t written = ::write(line_.get(), line.data(), line.size());
}

Buffer encode_line(const LineMessage& message) {
  std::string line = message.event;
  if (!message.text.empty()) line += ' ' + message.text.substr(0, kMaxLineText);
  std::replace_if(line.begin(), line.end(), [](char c) { return !printable({&c, 1}); }, '?');
  return to_buffer(as_bytes(line + '\n'));
}

Result<LineMessage> parse_line(Bytes line) {
  const std::string_view text = as_text(line);
  if (text.size() > kMaxLine) return Error{Err::too_large, "a watchdog line is too long"};
  if (!printable(text)) return Error{Err::bad_value, "a watchdog line is not text"};
  const std::size_t space = text.find(' ');
  LineMessage message{std::string(text.substr(0, space)),
                      space == std::string_view::npos ? "" : std::string(text.substr(space + 1))};
  if (std::find(kEvents.begin(), kEvents.end(), message.event) == kEvents.end()) {
    return Error{Err::bad_value, "a watchdog line tells an unknown event"};
  }
  return message;
}

void LineReader::add(Bytes arrived) {
  for (const std::uint8_t byte : arrived) {
    if (byte != '\n') {
      if (partial_.size() < kMaxLine)
        partial_.push_back(byte);
      else
        overlong_ = true;
      continue;
    }
    const Result<LineMessage> message = overlong_ ? Error{Err::too_large, "a watchdog line is too long"} : parse_line(partial_);
    if (message) got_(*message);
    partial_.clear();
    overlong_ = false;
  }
}

}  // namespace cardea::board
