// SPDX-License-Identifier: Apache-2.0
// What warden decides: when to start the set again, when a trial boot is good, when the device restarts. It reads no bytes
// from any network; what reaches it are typed messages of processes it started.
#pragma once

#include "device/warden/process_set.hpp"
#include "device/warden/restart_budget.hpp"
#include "device/warden/trial.hpp"

namespace cardea::warden {

inline constexpr int kExitPowerOff = 0;
inline constexpr int kExitCrash = 1;
inline constexpr int kExitRestart = 42;
inline constexpr std::uint32_t kTrialTries = 2;

struct Surroundings {
  std::string device;
  board::SlotRecord running;  // what the boot record says of the running slot
  bool on_trial = false;
  std::string failed_version;  // a trial that was given up before this start
  std::string failure;
  std::vector<process::NamedFd> listeners;
  std::string addresses;         // of the listeners, for whoever watches the board
  contract::ProcessReport self;  // warden's own row: its walls
  std::optional<std::uint32_t> uid_base;
  bool measures_boot = false;  // the board tells the TPM which image it boots: vault is told which ones may
};

class Warden {
 public:
  static constexpr std::uint64_t kTickMs = 100;

  Warden(EventLoop& loop, board::Board& board, Launcher& launcher, Surroundings around);

  Status start();
  void child_ended(int pid, const std::string& how) { set_.child_ended(pid, how); }
  void stop() { end(kExitPowerOff); }  // SIGTERM
  std::vector<int> pids() const { return set_.pids(); }
  int exit_code() const { return exit_code_.value_or(kExitCrash); }  // after the loop has stopped

 private:
  void prepare(ipc::Server& server);
  void tick();
  void ready(const std::string& process);
  void all_ready();
  void died(const std::string& process, const std::string& why);
  void stopped();

  void check_epoch();
  void bring_boot_news();
  void forget_failure_once_told();
  void check_integrity_again();
  void alert(const std::string& reason);
  void tell_alert(const std::string& process);
  void judge_trial();
  void confirm_trial();
  void raise_epoch();
  void allow_only_running();
  void try_image(const contract::TryImage& ask, const ipc::Later<ipc::Done>& later);
  Result<board::SlotRecord> check_image(const contract::TryImage& ask) const;
  Result<ipc::Done> start_trial(const board::SlotRecord& image);
  void health_of(const std::string& process, const contract::Health& health);
  contract::ProcessList list() const;

  void record(std::string kind, std::string text);
  void flush_events();
  void report_missing_walls();
  void crash(const std::string& why);
  void end(int code);
  std::uint64_t now_ms() const { return loop_.clock().monotonic_ms(); }

  EventLoop& loop_;
  board::Board& board_;
  Surroundings around_;
  RestartBudget budget_;
  std::optional<TrialJudge> trial_;  // while a trial is not decided
  std::optional<std::uint64_t> vault_epoch_;
  std::vector<contract::DeviceEvent> unsent_events_;
  bool announced_ = false;
  bool root_of_trust_gone_ = false;  // told once
  bool trying_ = false;              // vault allows the coming image too, and the trial is about to begin
  std::string alert_;  // why, while the device is in alert
  std::optional<int> exit_code_;
  ProcessSet set_;
};

}  // namespace cardea::warden
