// SPDX-License-Identifier: Apache-2.0
// Between warden and each process it started. warden asks Ping and tells Stop; a process tells
// Ready once, after it has confined itself. A process that is not Ready within 10 s, or does not
// answer Ping within 20 s, is ended and started again (watchdog).
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::contract {

struct WallReport {
  std::string wall;
  bool enforced = false;
  std::string detail;
  auto fields() { return std::tie(wall, enforced, detail); }
};

// process -> warden, once: confined and serving.
struct Ready {
  static constexpr ipc::Op kOp{0x0001};
  using Reply = ipc::NoReply;
  std::vector<WallReport> walls;
  auto fields() { return std::tie(walls); }
};

struct Health {
  bool healthy = false;
  std::string detail;  // why not, for the event log
  auto fields() { return std::tie(healthy, detail); }
};

// warden -> process.
struct Ping {
  static constexpr ipc::Op kOp{0x0002};
  using Reply = Health;
  auto fields() { return std::tie(); }
};

// warden -> process: finish what is under way and exit 0.
struct Stop {
  static constexpr ipc::Op kOp{0x0003};
  using Reply = ipc::NoReply;
  auto fields() { return std::tie(); }
};

// gate -> warden: what runs, with which walls (status page, assessor).
struct ProcessReport {
  std::string name;
  std::uint32_t pid = 0;
  std::uint32_t uid = 0;
  std::uint32_t restarts = 0;
  std::vector<WallReport> walls;
  auto fields() { return std::tie(name, pid, uid, restarts, walls); }
};
struct ProcessList {
  std::vector<ProcessReport> processes;
  auto fields() { return std::tie(processes); }
};
struct ListProcesses {
  static constexpr ipc::Op kOp{0x0004};
  using Reply = ProcessList;
  auto fields() { return std::tie(); }
};

// updater -> warden: the inactive slot holds a verified image; start it on trial. warden writes the
// boot record and restarts the device. Refused while another trial is running.
struct TryImage {
  static constexpr ipc::Op kOp{0x0005};
  using Reply = ipc::Done;
  std::string version;
  std::uint64_t size = 0;                       // bytes of the whole image file
  std::array<std::uint8_t, 32> image_sha256{};  // of the whole image file
  std::uint64_t epoch = 0;                      // security epoch, raised in vault only at confirm
  auto fields() { return std::tie(version, size, image_sha256, epoch); }
};

enum class BootOutcome : std::uint16_t { normal, trial_running, confirmed, fell_back, kLast = fell_back };

// warden -> updater, at start and when a trial is confirmed.
struct BootNews {
  static constexpr ipc::Op kOp{0x0006};
  using Reply = ipc::NoReply;
  BootOutcome outcome = BootOutcome::normal;
  std::string running_version;
  std::string failed_version;  // when fell_back
  std::string reason;          // when fell_back: which process, what happened
  auto fields() { return std::tie(outcome, running_version, failed_version, reason); }
};

// steward -> warden: everything of the user is erased (5.11-1); restart the device.
struct Restart {
  static constexpr ipc::Op kOp{0x0007};
  using Reply = ipc::Done;
  std::string reason;
  auto fields() { return std::tie(reason); }
};

// warden -> steward, for the event log.
struct DeviceEvent {
  static constexpr ipc::Op kOp{0x0008};
  using Reply = ipc::NoReply;
  std::string kind;  // "process-restarted", "update-confirmed", "update-fell-back", "wall-missing"
  std::string text;
  auto fields() { return std::tie(kind, text); }
};

// warden -> steward, courier: the running software is not what was verified (5.7-2). It lasts until the device starts anew, which
// it does from a verified copy only.
struct Alert {
  static constexpr ipc::Op kOp{0x000a};
  using Reply = ipc::NoReply;
  std::string reason;
  auto fields() { return std::tie(reason); }
};

// courier -> warden, once: the associated service has answered in this life. A trial boot is judged by it.
struct ServiceReached {
  static constexpr ipc::Op kOp{0x0009};
  using Reply = ipc::NoReply;
  auto fields() { return std::tie(); }
};

}  // namespace cardea::contract
