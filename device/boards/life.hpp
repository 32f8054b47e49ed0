// SPDX-License-Identifier: Apache-2.0
// One life of a device: from power to warden until warden is gone, with all that it started. The hardware's watchdog is
// here too: a warden that gives no sign of life loses power.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "device/boards/device_log.hpp"
#include "device/boards/dirboard.hpp"
#include "lib/base/event_loop.hpp"

namespace cardea::board {

inline constexpr int kExitPowerOff = 0;
inline constexpr int kExitRestart = 42;

struct LifePlan {
  std::string device;
  Slot slot = Slot::a;
  std::vector<std::string> listen;  // ID=ADDRESS:PORT, handed on to warden
  std::optional<std::uint32_t> uid_base;
  std::uint64_t watchdog_ms = 30'000;
};

enum class LifeEnd : std::uint8_t { power_off, restart, crash };

struct LifeResult {
  LifeEnd end = LifeEnd::crash;
  std::string reason;  // of a crash
  bool was_ready = false;
  bool asked_to_stop = false;  // SIGTERM or SIGINT reached us
};

// How warden's end reads: exit codes of contracts/board-layout.md. `told` is what warden itself said, if anything.
LifeResult judge_end(int wait_status, const std::string& told);

class Life {
 public:
  Life(EventLoop& loop, DeviceLog& log, LifePlan plan, std::function<void(const LineMessage&)> told)
      : loop_(loop),
        log_(log),
        plan_(std::move(plan)),
        lines_([this](const LineMessage& m) { hear(m); }),
        told_(std::move(told)) {}

  // `signals` is a signalfd of SIGCHLD, SIGTERM and SIGINT, which are blocked. Returns when nothing of this life is left.
  Result<LifeResult> run(int signals);

 private:
  Status start();
  [[noreturn]] void become_warden(int log_end, int line_end) const;
  void hear(const LineMessage& message);
  void signalled(int signals);
  void drain(const UniqueFd& from, const std::function<void(Bytes)>& to);
  void check_watchdog();
  void stop_politely();
  void cut_power() const;
  void reap();
  void bury();

  EventLoop& loop_;
  DeviceLog& log_;
  LifePlan plan_;
  LineReader lines_;
  std::function<void(const LineMessage&)> told_;
  UniqueFd log_pipe_, line_pipe_;
  int warden_ = -1;
  std::optional<int> status_;
  std::uint64_t last_pet_ms_ = 0;
  EventLoop::TimerId stop_deadline_ = 0;
  std::string told_reason_;
  bool was_ready_ = false;
  bool asked_to_stop_ = false;
};

}  // namespace cardea::board
