// SPDX-License-Identifier: Apache-2.0
// What updater answers (gate, courier), and what it asks of courier.
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::contract {

enum class UpdatePhase : std::uint16_t {
  idle, checking, available, downloading, verifying, installed_waiting_for_restart, on_trial, kLast = on_trial
};

enum class UpdateResult : std::uint16_t { none, succeeded, fell_back, refused, unreachable, failed, kLast = failed };

// Why an update ended as it did, or does not go on: the page puts it into words, in its reader's language.
enum class UpdateWhy : std::uint16_t {
  none,
  newest_runs, none_for_model,  // nothing to install
  installed,
  service_away, part_silent,  // tried again by itself
  older, below_epoch, unreadable, incomparable, no_hash, image_too_large, not_tried_again,  // not wanted, by its description
  metadata_unsigned, metadata_expired, metadata_older, metadata_refused,  // the list of releases is not believed
  download_broke_off, missing, disk, not_as_signed, not_taken, trial_not_begun,
  part_ended, not_healthy, hung, altered, not_started,  // how a trial ended that fell back
  file_unreadable, file_broke_off,  // an update that a person brought in a file
  other, kLast = other
};

struct PastUpdate {
  std::int64_t at_s = 0;
  std::string version;  // empty: none could be read
  UpdateResult result = UpdateResult::none;
  UpdateWhy why = UpdateWhy::none;
  std::string detail;   // technical, and in English
  auto fields() { return std::tie(at_s, version, result, why, detail); }
};

// A part of the product that the device carries along beside its system: an app bundle, firmware of a node.
struct ComponentVersion {
  std::string name;            // "window-1"
  std::string version;         // held and verified; empty: none came yet
  auto fields() { return std::tie(name, version); }
};

struct UpdateReport {
  UpdatePhase phase = UpdatePhase::idle;
  std::string running_version;
  std::string available_version;       // empty: nothing newer known; of a component "window-1 1.1.0", as in last_version and past
  bool security = false;               // the available one removes a risk
  std::string risk_en, risk_zh;        // which risk (5.3-11)
  std::uint32_t interruption_s = 0;    // expected loss of function (5.3-12)
  std::uint32_t permille = 0;          // progress of the phase
  std::int64_t turn_at_s = 0;          // the service asked this device to wait for the available one until then; 0: it did not
  std::int64_t deadline_s = 0;         // the available one cannot be postponed beyond it, by the maker's signed word; 0: it can
  std::int64_t install_at_s = 0;       // the available one is installed by itself then; 0: at once, or not by itself
  std::int64_t restart_at_s = 0;       // the installed one waits for the end of the quiet hours, or for its deadline; 0: it does not
  std::int64_t last_check_s = 0;       // last completed check; 0: never
  UpdateResult last_result = UpdateResult::none;
  std::string last_version;            // the version the last result speaks of
  UpdateWhy last_why = UpdateWhy::none;
  std::string last_reason;             // one English sentence, technical; why refused or fallen back
  std::vector<PastUpdate> past;        // newest first
  std::vector<ComponentVersion> components;  // in the order of the declaration
  auto fields() {
    return std::tie(phase, running_version, available_version, security, risk_en, risk_zh, interruption_s, permille, turn_at_s,
                    deadline_s, install_at_s, restart_at_s, last_check_s, last_result, last_version, last_why, last_reason, past, components);
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
// gate: install what is available now, also when automatic updates are off or postponed. What is installed already and waits for
// the end of the quiet hours is started now.
struct ApplyUpdate {
  static constexpr ipc::Op kOp{0x0303};
  using Reply = ipc::Done;
  auto fields() { return std::tie(); }
};

// An update in one file (cardea release file), which the browser of a signed-in person reads by position: the device asks for one
// part after another, and stores none of them but what belongs to the image.
struct FileWant {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;    // 1..5120; 0: nothing more is wanted, and the report says how it goes
  auto fields() { return std::tie(offset, length); }
};
// gate. The answer comes when the first part is wanted. Err::refused: another update is under way.
struct OfferFile {
  static constexpr ipc::Op kOp{0x0304};
  using Reply = FileWant;
  std::uint64_t size = 0;
  auto fields() { return std::tie(size); }
};
// gate: what was wanted last, wholly. The answer comes when the next part is wanted. Err::bad_value: that was not wanted.
struct SupplyFile {
  static constexpr ipc::Op kOp{0x0305};
  using Reply = FileWant;
  std::uint64_t offset = 0;
  Buffer bytes;
  auto fields() { return std::tie(offset, bytes); }
};

// Update files on sticks and cards that are plugged in.
struct MediumFile {
  std::string name;            // "STICK/speaker-1-1.1.0.update"
  std::uint64_t size = 0;
  auto fields() { return std::tie(name, size); }
};
struct Media {
  std::vector<MediumFile> files;
  auto fields() { return std::tie(files); }
};
// gate.
struct ListMedia {
  static constexpr ipc::Op kOp{0x0306};
  using Reply = Media;
  auto fields() { return std::tie(); }
};
// gate. Answers at once; the work goes on. Err::not_found: no such file is plugged in. Err::refused: another update is under way.
struct InstallMedium {
  static constexpr ipc::Op kOp{0x0307};
  using Reply = ipc::Done;
  std::string name;
  auto fields() { return std::tie(name); }
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
