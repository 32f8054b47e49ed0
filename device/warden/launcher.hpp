// SPDX-License-Identifier: Apache-2.0
// The seam between warden's decisions and the operating system's processes.
#pragma once

#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "device/boards/board.hpp"
#include "device/process/start.hpp"

namespace cardea::warden {

struct LaunchPlan {
  std::string_view process;
  std::vector<process::NamedFd> peers;
  std::vector<process::NamedFd> listeners;
};

class Launcher {
 public:
  virtual ~Launcher() = default;
  virtual Result<int> launch(const LaunchPlan& plan) = 0;  // the new process's id; the plan's descriptors stay the caller's
  virtual void signal(int pid, int number) = 0;
};

// Starts the programs of DEVICE/run/bin, each with the descriptors of its plan and nothing else.
class OsLauncher final : public Launcher {
 public:
  // `tpm`: handed to vault alone at each of its starts; -1 without. Stays the caller's.
  OsLauncher(std::string device, board::Slot running, std::optional<std::uint32_t> uid_base, int tpm)
      : device_(std::move(device)),
        running_(running),
        uid_base_(uid_base),
        tpm_(tpm) {}
  Result<int> launch(const LaunchPlan& plan) override;
  void signal(int pid, int number) override { ::kill(pid, number); }

 private:
  std::vector<std::string> words(const LaunchPlan& plan) const;

  std::string device_;
  board::Slot running_;
  std::optional<std::uint32_t> uid_base_;
  int tpm_;
};

}  // namespace cardea::warden
