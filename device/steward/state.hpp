// SPDX-License-Identifier: Apache-2.0
// The states of a device as two tables: what may be asked in each and by whom at least, and what leads from one to the next
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
  manage_people,
  second_factor,
  kLast = second_factor
};

// Who may ask, at least. anybody: no session is needed, a password may be. A guest (a child, a visitor) uses the device and reads
// its state; a user also has a say about their own account; the administrator decides about the device and the others.
enum class Holder : std::uint8_t { anybody, guest, user, admin, kLast = admin };

constexpr Holder holder_of(contract::Role role) {
  switch (role) {
    case contract::Role::guest: return Holder::guest;
    case contract::Role::user: return Holder::user;
    case contract::Role::admin: return Holder::admin;
  }
  return Holder::anybody;
}

enum class Verdict : std::uint8_t {
  yes,
  not_now,     // answered with "not in this state"
  no_session,  // there can be no session in this state: answered as for an unknown token
  nothing,     // answered, and nothing is kept or given
};

struct AskRow {
  Ask ask;
  Holder least;
  std::array<Verdict, 3> in;  // factory_default, initializing, initialized
};

// clang-format off
inline constexpr std::array kAsks{
    //                                 at least          factory_default      initializing         initialized
    AskRow{Ask::read_state,            Holder::anybody,  {Verdict::yes,        Verdict::yes,        Verdict::yes}},
    AskRow{Ask::set_up,                Holder::anybody,  {Verdict::yes,        Verdict::not_now,    Verdict::not_now}},
    AskRow{Ask::sign_in,               Holder::anybody,  {Verdict::not_now,    Verdict::not_now,    Verdict::yes}},
    AskRow{Ask::check_session,         Holder::guest,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::sign_out,              Holder::guest,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::change_password,       Holder::user,     {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::read_settings,         Holder::guest,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::write_settings,        Holder::admin,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::read_events,           Holder::admin,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::erase,                 Holder::admin,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::read_update_settings,  Holder::anybody,  {Verdict::yes,        Verdict::yes,        Verdict::yes}},
    AskRow{Ask::record_event,          Holder::anybody,  {Verdict::yes,        Verdict::yes,        Verdict::yes}},
    AskRow{Ask::record_telemetry,      Holder::anybody,  {Verdict::nothing,    Verdict::nothing,    Verdict::yes}},
    AskRow{Ask::take_telemetry,        Holder::anybody,  {Verdict::nothing,    Verdict::nothing,    Verdict::yes}},
    AskRow{Ask::manage_people,         Holder::admin,    {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::second_factor,         Holder::user,     {Verdict::no_session, Verdict::no_session, Verdict::yes}},
    AskRow{Ask::telemetry_delivered,   Holder::anybody,  {Verdict::nothing,    Verdict::nothing,    Verdict::yes}},
};
// clang-format on

constexpr Verdict verdict_on(Ask ask, DeviceState state) {
  for (const AskRow& row : kAsks) {
    if (row.ask == ask) return row.in[static_cast<std::size_t>(state)];
  }
  return Verdict::not_now;
}

constexpr Holder least_for(Ask ask) {
  for (const AskRow& row : kAsks) {
    if (row.ask == ask) return row.least;
  }
  return Holder::kLast;
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
  static Status forget(store::Database& db);  // inside a transaction, before open: what the state was of is gone

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
