// SPDX-License-Identifier: Apache-2.0
// Everything that gate serves, one row each: the table of contracts/http/local-api.md (a test holds them together).
// A row is served only if the product's declaration names it too, with the same role (5.6-1).
#pragma once

#include <array>
#include <bitset>
#include <string_view>

#include "product/policy.hpp"

namespace cardea::gate {

// In the order of their rights; label: holder of the pre-installed password, before set-up.
enum class Who : std::uint8_t { nobody, label, guest, user, admin, kLast = admin };

enum class Duty : std::uint8_t {
  page,
  state,
  set_up,
  sign_in,
  read_session,
  sign_out,
  status,
  security,
  privacy,
  change_password,
  read_settings,
  write_settings,
  read_update,
  check_update,
  apply_update,
  postpone_update,
  list_media,
  install_medium,
  offer_file,
  supply_file,
  read_events,
  erase,
  list_people,
  add_person,
  remove_person,
  change_role,
  reset_password,
  begin_second_factor,
  confirm_second_factor,
  remove_second_factor,
  add_machine,
  ask_challenge,
  machine_sign_in,
  kLast = machine_sign_in
};

struct Route {
  std::string_view method;
  std::string_view path;
  Who who;
  bool changes;  // configuration or state: with a cookie it also needs `x-cardea: 1`
  bool body;     // takes JSON
  Duty duty;
};

// clang-format off
inline constexpr std::array kRoutes{
    //     method     path                    who          changes  body   duty
    Route{"GET",    "/",                    Who::nobody, false,   false, Duty::page},
    Route{"GET",    "/app.js",              Who::nobody, false,   false, Duty::page},
    Route{"GET",    "/app.css",             Who::nobody, false,   false, Duty::page},
    Route{"GET",    "/favicon.svg",         Who::nobody, false,   false, Duty::page},
    Route{"GET",    "/api/state",           Who::nobody, false,   false, Duty::state},
    Route{"POST",   "/api/setup",           Who::label,  true,    true,  Duty::set_up},
    Route{"POST",   "/api/session",         Who::nobody, false,   true,  Duty::sign_in},
    Route{"GET",    "/api/session",         Who::guest,  false,   false, Duty::read_session},
    Route{"DELETE", "/api/session",         Who::guest,  true,    false, Duty::sign_out},
    Route{"GET",    "/api/status",          Who::guest,  false,   false, Duty::status},
    Route{"GET",    "/api/security",        Who::guest,  false,   false, Duty::security},
    Route{"GET",    "/api/privacy",         Who::guest,  false,   false, Duty::privacy},
    Route{"POST",   "/api/password",        Who::user,   true,    true,  Duty::change_password},
    Route{"GET",    "/api/settings",        Who::guest,  false,   false, Duty::read_settings},
    Route{"PUT",    "/api/settings",        Who::admin,  true,    true,  Duty::write_settings},
    Route{"GET",    "/api/update",          Who::guest,  false,   false, Duty::read_update},
    Route{"POST",   "/api/update/check",    Who::user,   true,    false, Duty::check_update},
    Route{"POST",   "/api/update/apply",    Who::admin,  true,    false, Duty::apply_update},
    Route{"POST",   "/api/update/postpone", Who::admin,  true,    true,  Duty::postpone_update},
    Route{"GET",    "/api/update/media",    Who::admin,  false,   false, Duty::list_media},
    Route{"POST",   "/api/update/media",    Who::admin,  true,    true,  Duty::install_medium},
    Route{"POST",   "/api/update/file",     Who::admin,  true,    true,  Duty::offer_file},
    Route{"POST",   "/api/update/file/part", Who::admin, true,    true,  Duty::supply_file},
    Route{"GET",    "/api/events",          Who::admin,  false,   false, Duty::read_events},
    Route{"POST",   "/api/erase",           Who::admin,  true,    true,  Duty::erase},
    Route{"GET",    "/api/people",          Who::admin,  false,   false, Duty::list_people},
    Route{"POST",   "/api/people",          Who::admin,  true,    true,  Duty::add_person},
    Route{"POST",   "/api/people/remove",   Who::admin,  true,    true,  Duty::remove_person},
    Route{"POST",   "/api/people/role",     Who::admin,  true,    true,  Duty::change_role},
    Route{"POST",   "/api/people/password", Who::admin,  true,    true,  Duty::reset_password},
    Route{"POST",   "/api/machines",          Who::admin,  true,    true,  Duty::add_machine},
    Route{"GET",    "/api/session/challenge", Who::nobody, false,   false, Duty::ask_challenge},
    Route{"POST",   "/api/session/machine",   Who::nobody, false,   true,  Duty::machine_sign_in},
    Route{"POST",   "/api/second-factor/begin",   Who::user, true, true, Duty::begin_second_factor},
    Route{"POST",   "/api/second-factor/confirm", Who::user, true, true, Duty::confirm_second_factor},
    Route{"POST",   "/api/second-factor/remove",  Who::user, true, true, Duty::remove_second_factor},
};
// clang-format on

// Which rows of kRoutes the declaration permits. Each other row is logged, with the reason, and stays closed.
using Served = std::bitset<kRoutes.size()>;
Served declared_routes(const product::ProductPolicy& policy);

// Answers to "which row is this?": a row, or why there is none.
struct Match {
  const Route* route = nullptr;
  bool path_known = false;  // the path is served, with another method
};
Match match_route(const Served& served, std::string_view method, std::string_view path);

}  // namespace cardea::gate
