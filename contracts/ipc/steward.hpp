// SPDX-License-Identifier: Apache-2.0
// What steward answers: people, sessions, settings, events, telemetry. gate is treated as hostile:
// it can relay what a person gives it, and nothing else. A session token goes through gate once at
// sign-in and with each request; steward keeps only its hash.
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::contract {

enum class DeviceState : std::uint16_t { factory_default, initializing, initialized, kLast = initialized };
// What each may do is one table: device/steward/state.hpp, and kRoutes of gate. The numbers are stored: guest came last.
enum class Role : std::uint16_t { user, admin, guest, kLast = guest };

struct StateReport {
  DeviceState state = DeviceState::factory_default;
  std::string alert;  // not empty: the running software was changed, and how that showed
  auto fields() { return std::tie(state, alert); }
};
// gate, courier (the check-in says it).
struct ReadState {
  static constexpr ipc::Op kOp{0x0201};
  using Reply = StateReport;
  auto fields() { return std::tie(); }
};

enum class SignInOutcome : std::uint16_t {
  ok,
  wrong,
  wait,
  weak_password,
  not_in_this_state,
  code_needed,  // the password is right; this account also asks for a code
  must_change,  // the password is right, and good only for setting a new one: FirstSignIn
  kLast = must_change
};

struct SignInResult {
  SignInOutcome outcome = SignInOutcome::wrong;
  std::uint32_t retry_after_s = 0;  // when wait
  SecretBytes token;                // when ok: 32 random bytes, base64url text
  std::string detail;               // when weak_password: what is asked of a password
  auto fields() { return std::tie(outcome, retry_after_s, token, detail); }
};

// Factory default only: the pre-installed password is good for exactly this (5.1-1).
struct SetUp {
  static constexpr ipc::Op kOp{0x0202};
  using Reply = SignInResult;
  SecretBytes label_password;
  std::string name;           // of the administrator, 1..32 of [a-z0-9._-]
  SecretBytes new_password;
  std::string source;
  auto fields() { return std::tie(label_password, name, new_password, source); }
};

struct SignIn {
  static constexpr ipc::Op kOp{0x0203};
  using Reply = SignInResult;
  std::string name;
  SecretBytes password;
  std::string code;    // of the second step, or a recovery code; "" without
  std::string source;  // address of the client, for the growing delay (5.1-5)
  auto fields() { return std::tie(name, password, code, source); }
};

struct Session {
  std::string name;
  Role role = Role::user;
  bool second_factor = false;
  auto fields() { return std::tie(name, role, second_factor); }
};
// Err::unauthentic: no such session, or it has ended.
struct CheckSession {
  static constexpr ipc::Op kOp{0x0204};
  using Reply = Session;
  SecretBytes token;
  auto fields() { return std::tie(token); }
};
struct SignOut {
  static constexpr ipc::Op kOp{0x0205};
  using Reply = ipc::Done;
  SecretBytes token;
  auto fields() { return std::tie(token); }
};

// Ends every other session of this person (5.1-4).
struct ChangePassword {
  static constexpr ipc::Op kOp{0x0206};
  using Reply = SignInResult;  // ok carries the new token
  SecretBytes token;
  SecretBytes old_password;
  SecretBytes new_password;
  std::string source;
  auto fields() { return std::tie(token, old_password, new_password, source); }
};

// What steward accepts; gate looks first, to say which field it was.
inline constexpr std::size_t kPersonNameMax = 32;  // of [a-z0-9._-]
inline constexpr std::size_t kDeviceNameCharactersMax = 64;
inline constexpr std::int64_t kPostponeMaxS = 30LL * 24 * 60 * 60;

// Between these minutes of its local day the device does not restart for an update. It knows local time by what it was told: how
// far it is from UTC. Nobody tells it of daylight saving.
struct QuietHours {
  bool on = false;
  std::uint32_t from_min = 0, to_min = 0;  // of the day; from after to: over midnight
  std::int64_t utc_offset_min = 0;
  auto fields() { return std::tie(on, from_min, to_min, utc_offset_min); }
};
inline constexpr std::uint32_t kDayMinutes = 24 * 60;
inline constexpr std::int64_t kUtcOffsetMinMin = -12 * 60, kUtcOffsetMaxMin = 14 * 60;

struct Settings {
  std::string device_name;
  std::string language;              // "en" or "zh"
  bool telemetry_consent = false;    // never pre-ticked (6-2)
  bool automatic_updates = true;     // on by default (5.3-6)
  std::int64_t updates_postponed_until_s = 0;  // 0: not postponed
  bool setup_finished = false;       // the questions after the account were answered: set-up resumes until then
  QuietHours quiet;
  auto fields() {
    return std::tie(device_name, language, telemetry_consent, automatic_updates, updates_postponed_until_s, setup_finished,
                    quiet);
  }
};
struct ReadSettings {
  static constexpr ipc::Op kOp{0x0207};
  using Reply = Settings;
  SecretBytes token;
  auto fields() { return std::tie(token); }
};
// Administrator only. Bounds are checked here, not in gate.
struct WriteSettings {
  static constexpr ipc::Op kOp{0x0208};
  using Reply = Settings;
  SecretBytes token;
  Settings settings;
  auto fields() { return std::tie(token, settings); }
};

// What happened is a kind and facts, never a sentence: the page puts them into words, in its reader's language.
struct Event {
  std::int64_t at_s = 0;
  std::string kind;
  std::string text;  // facts, "who=ada from=192.0.2.7"; the last may be why=, technical and in English, up to the end
  auto fields() { return std::tie(at_s, kind, text); }
};
struct EventList {
  std::vector<Event> events;  // newest first
  auto fields() { return std::tie(events); }
};
struct ReadEvents {
  static constexpr ipc::Op kOp{0x0209};
  using Reply = EventList;
  SecretBytes token;
  std::uint32_t max = 100;
  auto fields() { return std::tie(token, max); }
};

struct EraseReport {
  std::uint32_t retry_after_s = 0;  // not 0: too many attempts, nothing was erased
  std::uint32_t records_erased = 0;
  std::string confirmation;  // for the person (5.11-4)
  auto fields() { return std::tie(retry_after_s, records_erased, confirmation); }
};
// Administrator, with the password once more. Back to factory default (5.11-1).
struct Erase {
  static constexpr ipc::Op kOp{0x020a};
  using Reply = EraseReport;
  SecretBytes token;
  SecretBytes password;
  auto fields() { return std::tie(token, password); }
};

// --- updater ---
struct UpdateSettings {
  bool automatic = true;
  std::int64_t postponed_until_s = 0;
  bool initialized = false;  // checks begin after initialization (5.3-5)
  QuietHours quiet;
  auto fields() { return std::tie(automatic, postponed_until_s, initialized, quiet); }
};
struct ReadUpdateSettings {
  static constexpr ipc::Op kOp{0x0210};
  using Reply = UpdateSettings;
  auto fields() { return std::tie(); }
};
// updater, courier: append to the event log.
struct RecordEvent {
  static constexpr ipc::Op kOp{0x0211};
  using Reply = ipc::NoReply;
  std::string kind;
  std::string text;
  auto fields() { return std::tie(kind, text); }
};

// --- telemetry ---
struct TelemetryPoint {
  std::int64_t at_s = 0;
  std::string name;
  std::int64_t value = 0;
  auto fields() { return std::tie(at_s, name, value); }
};
// Any local process. A name that no TelData row declares is refused, so is a value outside its row's range.
struct RecordTelemetry {
  static constexpr ipc::Op kOp{0x0220};
  using Reply = ipc::Done;
  std::string name;
  std::int64_t value = 0;
  auto fields() { return std::tie(name, value); }
};
struct TelemetryBatch {
  std::uint64_t last_id = 0;
  std::vector<TelemetryPoint> points;  // empty without consent
  auto fields() { return std::tie(last_id, points); }
};
// courier only.
struct TakeTelemetry {
  static constexpr ipc::Op kOp{0x0221};
  using Reply = TelemetryBatch;
  std::uint32_t max = 100;
  auto fields() { return std::tie(max); }
};
// courier only: the service has them durably; forget them here.
struct TelemetryDelivered {
  static constexpr ipc::Op kOp{0x0222};
  using Reply = ipc::Done;
  std::uint64_t last_id = 0;
  auto fields() { return std::tie(last_id); }
};

}  // namespace cardea::contract
