// SPDX-License-Identifier: Apache-2.0
#include "lib/base/log.hpp"

#include <unistd.h>

#include <string>

#include "lib/base/clock.hpp"
#include "lib/base/time.hpp"

namespace cardea::log {
namespace {

constexpr std::size_t kMaxLine = 1024;

std::string& tag() {
  static std::string value = "cardea";
  return value;
}

void append_escaped(std::string& line, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (char c : text) {
    if (line.size() >= kMaxLine) return;
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      line += c;
    } else {
      line += "\\x";
      line += digits[byte >> 4];
      line += digits[byte & 15];
    }
  }
}

void write_line(std::string_view level, std::string_view message) {
  std::string line = to_rfc3339(SystemClock().wall_s()) + ' ' + tag() + ' ';
  line += level;
  line += ' ';
  append_escaped(line, message);
  line += '\n';
  // A log that cannot be written must not stop the device; there is nobody left to tell.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void set_tag(std::string_view process) { tag() = process; }
void info(std::string_view message) { write_line("info", message); }
void warn(std::string_view message) { write_line("warn", message); }
void error(std::string_view message) { write_line("error", message); }

}  // namespace cardea::log
