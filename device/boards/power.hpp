// SPDX-License-Identifier: Apache-2.0
// The hardware of a dirboard from power-on to power-off: boot, live, and again, until somebody stops it.
#pragma once

#include <iosfwd>

#include "device/boards/boot_step.hpp"
#include "device/boards/life.hpp"

namespace cardea::board {

inline constexpr int kExitNoImage = 3;

struct PowerPlan {
  std::string device;
  std::vector<std::string> listen;
  std::optional<std::uint32_t> uid_base;
  bool once = false;   // one boot; the exit code is warden's: 0, 42, or 1 for a crash
  int events_fd = -1;  // JSON lines for the program that watches
};

// How long the machine stays off after `crashes` crashes in a row.
std::uint64_t back_off_ms(unsigned crashes);

// The JSON line of one boot event. `start_ms`, of "ready": from starting warden until all processes serve.
std::string event_line(std::string_view event, const Booted& booted, std::string_view text, std::uint64_t start_ms = 0);

Outcome<int> run_power(const PowerPlan& plan);

}  // namespace cardea::board
