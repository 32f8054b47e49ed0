// SPDX-License-Identifier: Apache-2.0
// What updater answers (gate, courier), and what it asks of courier.
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::contract {

enum class UpdatePhase : std::uint16_t {
  idle, checking, available, downloading, verifying, installed_waiting_for_restart, on_trial, kLast = on_trial
};

enum class UpdateResult : std::uint16_t { none, succeeded, fell_back, refused, unreachable, failed, kLast = failed };

struct UpdateReport {
  UpdatePhase phase = UpdatePhase::idle;
  std::string running_version;
  std::string available_version;       // empty: nothing newer known
  bool security = false;               // the available one removes a risk
  std::string risk_en, risk_zh;        // which risk (5.3-11)
  std::uint32_t interruption_s = 0;    // expected loss of function (5.3-12)
  std::uint32_t permille = 0;          // progress of the phase
  std::int64_t turn_at_s = 0;          // the service asked this device to wait for the available one until then; 0: it did not
  std::int64_t last_check_s = 0;       // last completed check; 0: never
  UpdateResult last_result = UpdateResult::none;
  std::string last_version;            // the version the last result speaks of
  std::string last_reason;             // one English sentence; why refused or fallen back
  auto fields() {
    return std::tie(phase, running_version, available_version, security, risk_en, risk_zh, interruption_s, permille, turn_at_s,
                    last_check_s, last_result, last_version, last_reason);
  }
};

// gate, courier.
struct ReadUpdate {
  static constexpr ipc::Op kOp{0x0301};
  using Reply = UpdateReport;
  auto fields() { return std::tie(); }
};
// gate (a signed-in person), courier (the service's hint). Answers at once; the work goes on.
struct CheckForUpdate {
  static constexpr ipc::Op kOp{0x0302};
  using Reply = ipc::Done;
  auto fields() { return std::tie(); }
};
// gate: install what is available now, also when automatic updates are off or postponed.
struct ApplyUpdate {
  static constexpr ipc::Op kOp{0x0303};
  using Reply = ipc::Done;
  auto fields() { return std::tie(); }
};

// updater -> courier. `path` is relative to the update repository: "metadata/timestamp.json".
struct Piece {
  bool found = false;          // false: the service has no such file
  std::uint64_t total = 0;     // size of the whole file, as the service says: not trusted
  Buffer bytes;                // at most `length` bytes from `offset`; empty: end of file
  std::uint32_t wait_s = 0;    // not 0: the file is there, and this device's turn for it is not: ask again after so long
  auto fields() { return std::tie(found, total, bytes, wait_s); }
};
struct ReadRepository {
  static constexpr ipc::Op kOp{0x0310};
  using Reply = Piece;         // Err::unavailable: the service cannot be reached now
  std::string path;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;    // 1..65536
  auto fields() { return std::tie(path, offset, length); }
};

}  // namespace cardea::contract
