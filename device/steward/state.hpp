// SPDX-License-Identifier: Apache-2.0
// The states of a device as two tables: what may be asked in each, and what leads from one to the next
// (EN 303 645 figures A.4 and A.5). Only factory default and initialized are stored: initializing lasts
// from the accepted label password to the committed account, and a power cut there leads back.
#pragma once

#include <array>

#include "contracts/ipc/steward.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

using contract::DeviceState;

enum class Ask : std::uint8_t {
  read_state,
  set_up,
  sign_in,
  check_session,
  sign_out,
  change_password,
  read_settings,
  write_settings,
  read_events,
  erase,
  read_update_settings,
  record_event,
  record_telemetry,
  take_telemetry,
  telemetry_delivered,
  kLast = telemetry_delivered
};

enum class Verdict : std::uint8_t {
  yes,
  not_now,     // answered with "not in this state"
  no_session,  // there can be no session in this state: answered as for an unknown token
  nothing,     // answered, and nothing is kept or given
};

struct AskRow {
  Ask ask;
  std::array<Verdict, 3> in;  // factory_default, initializing, initialized
};

// clang-format off
inline constexpr std::array kAsks{
    //                                   factory_default      initializing         initialized
    AskRow{Ask::read_state,           {Verdict::yes,        Verdict::yes,        Verdict::yes}},
    AskRow{Ask::set_up,               {Verdict::yes,        Verdict::not_now,    Verdict::not_now}},
    AskRow{Ask::sign_in,              {Verdict::not_now,    Verdict::not_now,    Verdict::yes}},
    AskRow{Ask::check_session,        {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::sign_out,             {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::change_password,      {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::read_settings,        {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::write_settings,       {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::read_events,          {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::erase,                {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::read_update_settings, {Verdict::yes,        Verdict::yes,        Verdict::yes}},
    AskRow{Ask::record_event,         {Verdict::yes,        Verdict::yes,        Verdict::yes}},
    AskRow{Ask::record_telemetry,     {Verdict::nothing,    Verdict::nothing,    Verdict::yes}},
    AskRow{Ask::take_telemetry,       {Verdict::nothing,    Verdict::nothing,    Verdict::yes}},
    AskRow{Ask::telemetry_delivered,  {Verdict::nothing,    Verdict::nothing,    Verdict::yes}},
};
// clang-format on

constexpr Verdict verdict_on(Ask ask, DeviceState state) {
  for (const AskRow& row : kAsks) {
    if (row.ask == ask) return row.in[static_cast<std::size_t>(state)];
  }
  return Verdict::not_now;
}

enum class Happening : std::uint8_t { label_accepted, account_made, set_up_failed, erased, kLast = erased };

struct TransitionRow {
  DeviceState from;
  Happening happening;
  DeviceState to;
};

// clang-format off
inline constexpr std::array kTransitions{
    TransitionRow{DeviceState::factory_default, Happening::label_accepted, DeviceState::initializing},
    TransitionRow{DeviceState::initializing,    Happening::account_made,   DeviceState::initialized},
    TransitionRow{DeviceState::initializing,    Happening::set_up_failed,  DeviceState::factory_default},
    TransitionRow{DeviceState::initialized,     Happening::erased,         DeviceState::factory_default},
};
// clang-format on

// Err::refused when no row leads on from `from`.
Result<DeviceState> next_state(DeviceState from, Happening happening);

// The state of this device. account_made and erased are written to the database: call them inside the
// transaction that makes them true, and `settle` after it has been committed.
class StateKeeper {
 public:
  static Result<StateKeeper> open(store::Database& db);

  DeviceState now() const { return now_; }
  Verdict verdict(Ask ask) const { return verdict_on(ask, now_); }
  Status begin(Happening happening);  // in memory only: label_accepted, set_up_failed
  Status write(Happening happening);  // inside a transaction: account_made, erased
  void settle(Happening happening);   // the transaction was committed

 private:
  StateKeeper(store::Database& db, DeviceState now) : db_(&db), now_(now) {}
  store::Database* db_;
  DeviceState now_;
};

}  // namespace cardea::steward
