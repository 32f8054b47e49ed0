// SPDX-License-Identifier: Apache-2.0
#include "device/boards/power.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "device/boards/ownership.hpp"
#include "lib/base/log.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

constexpr std::size_t kLogBytes = 1U << 20;
constexpr std::uint64_t kBackOffMaxMs = 30'000;

Result<UniqueFd> take_signals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT}) sigaddset(&ours, signal);
  if (::sigprocmask(SIG_BLOCK, &ours, nullptr) != 0) return io_error("cannot block signals");
  std::signal(SIGPIPE, SIG_IGN);
  UniqueFd signals(::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals.valid()) return io_error("cannot receive signals");
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return io_error("cannot adopt orphans");
  return signals;
}

// Two machines in one folder would tear the device's state apart.
Outcome<UniqueFd> only_machine(const std::string& device) {
  UniqueFd folder(::open(device.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return Problem(Err::not_found, device + " is no folder", "cardea factory make makes a device");
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
    return Problem(Err::exists, device + " is running already", "stop its other cardea-dirboard first");
  }
  return folder;
}

class Machine {
 public:
  Machine(const PowerPlan& plan, EventLoop& loop, int signals)
      : plan_(plan),
        loop_(loop),
        signals_(signals),
        log_(plan.device + "/log/device.log", kLogBytes) {}

  Outcome<int> run() {
    for (unsigned crashes = 0;;) {
      TRY(const Booted booted, boot(plan_.device, plan_.uid_base));
      if (booted.fell_back) tell("fell-back", booted, booted.failed_version + ": " + booted.failure);
      tell("boot", booted, "");
      TRY(const LifeResult life, live(booted));
      if (life.end == LifeEnd::crash) {
        TRY_(remember_crash(booted, life.reason));
        tell("crash", booted, life.reason);
        crashes = life.was_ready ? 1 : crashes + 1;
      } else {
        tell(life.end == LifeEnd::restart ? "restart" : "power-off", booted, "");
        crashes = 0;
      }
      if (life.end == LifeEnd::power_off || life.asked_to_stop) return 0;
      if (plan_.once) return life.end == LifeEnd::restart ? kExitRestart : 1;
      if (crashes != 0 && !stay_off(back_off_ms(crashes))) return 0;
    }
  }

 private:
  Result<LifeResult> live(const Booted& booted) {
    const std::uint64_t started_ms = loop_.clock().monotonic_ms();
    Life life(loop_, log_, {plan_.device, booted.slot, plan_.listen, plan_.uid_base}, [&](const LineMessage& message) {
      tell(message.event, booted, message.text, loop_.clock().monotonic_ms() - started_ms);
    });
    return life.run(signals_);
  }

  Status remember_crash(const Booted& booted, const std::string& why) {
    TRY(const BootRecord record, read_boot_record(plan_.device));
    return write_boot_record(plan_.device, after_crash(record, booted.slot, why));
  }

  // False when we were told to stop meanwhile.
  bool stay_off(std::uint64_t for_ms) {
    bool on = false;
    bool stopped = false;
    loop_.after_ms(for_ms, [&] { on = true; });
    const Status watched = loop_.watch(signals_, EPOLLIN, [&](std::uint32_t) {
      signalfd_siginfo signal{};
      while (::read(signals_, &signal, sizeof(signal)) == static_cast<ssize_t>(sizeof(signal))) {
        if (signal.ssi_signo != SIGCHLD) stopped = true;
      }
    });
    while (watched && !on && !stopped) loop_.turn(-1);
    loop_.forget(signals_);
    return !stopped;
  }

  void tell(std::string_view event, const Booted& booted, std::string_view text, std::uint64_t start_ms = 0) const {
    log::info(std::string(event) + ": slot " + name_of(booted.slot) + ", version " + booted.version +
              (booted.trial ? ", on trial" : "") + (text.empty() ? "" : ": ") + std::string(text));
    if (plan_.events_fd < 0) return;
    const std::string line = event_line(event, booted, text, start_ms) + '\n';
    [[maybe_unused]] const ssize_t written = ::write(plan_.events_fd, line.data(), line.size());
  }

  const PowerPlan& plan_;
  EventLoop& loop_;
  int signals_;
  DeviceLog log_;
};

}  // namespace

std::uint64_t back_off_ms(unsigned crashes) {
  return std::min(kBackOffMaxMs, std::uint64_t{100} << std::min(crashes, 16U));
}

std::string event_line(std::string_view event, const Booted& booted, std::string_view text, std::uint64_t start_ms) {
  Value line;
  line.set("event", event);
  line.set("slot", name_of(booted.slot));
  line.set("version", booted.version);
  line.set("trial", booted.trial);
  if (event == "ready") line.set("start_ms", static_cast<std::int64_t>(start_ms));
  if (event == "fell-back") {
    line.set("failed_version", booted.failed_version);
    line.set("reason", booted.failure);
  } else if (!text.empty()) {
    line.set("text", text);
  }
  return print_json(line);
}

Outcome<int> run_power(const PowerPlan& plan) {
  TRY(const UniqueFd alone, only_machine(plan.device));
  if (plan.uid_base) {
    if (const Status reachable = check_reachable(plan.device); !reachable) {
      return Problem(reachable.error().code, plan.device + ": " + Problem::describe(reachable.error()),
                     "as root each process has its own user: put the device below a folder that all may enter (mode 0711)");
    }
  }
  TRY_(store::make_directory(plan.device + "/log", 0755));
  TRY_(store::make_directory(plan.device + "/components", 0755));
  TRY(const UniqueFd signals, take_signals());
  const SystemClock clock;
  TRY(const auto loop, EventLoop::create(clock));
  return Machine(plan, *loop, signals.get()).run();
}

}  // namespace cardea::board
