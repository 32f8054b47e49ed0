// SPDX-License-Identifier: Apache-2.0
#include "household/without_network.hpp"

namespace cardea::household {
namespace {

constexpr std::string_view kName = "Kitchen";

Outcome<Unit> rename(const Consumer& owner) {
  TRY(Value settings, owner.read("/api/settings"));
  settings.set("device_name", kName);
  TRY(const Answer answer, owner.ask("PUT", "/api/settings", settings));
  if (answer.status != 200)
    return Problem(Err::broken,
                   "settings cannot be changed without network: the device answered " + std::to_string(answer.status));
  return kOk;
}

Outcome<Unit> is_renamed(const Home& home, const Room& room) {
  TRY(const Consumer owner, home.visit(room));
  TRY(const Value settings, owner.read("/api/settings"));
  if (settings.text("device_name").value_or("") != kName)
    return Problem(Err::broken, "what was chosen without network is gone after the power was cut");
  TRY_(owner.read("/api/status"));
  TRY_(owner.read("/api/security"));
  return kOk;
}

// Everything that a person does at the device while nothing comes back from the service.
Outcome<Unit> live_offline(Home& home, Room& room, Screen& screen) {
  TRY_(home.cut_power(room));
  TRY(const Consumer owner, home.visit(room));
  TRY_(rename(owner));
  screen.done("the cable is cut: " + room.name + " starts, its owner signs in and changes a setting");
  TRY_(home.cut_power(room));
  TRY_(is_renamed(home, room));
  screen.done("the power is cut as well: the setting is there when it comes back");
  return kOk;
}

}  // namespace

//= EN303645 5.9-1   type=test
//= EN303645 5.9-2   type=test
Outcome<Unit> live_without_network(Home& home, Room& room, Screen& screen) {
  TRY(const std::string seen, home.last_seen(room));
  home.cut_cable();
  const auto lived = live_offline(home, room, screen);
  home.mend_cable();
  TRY_(lived);
  TRY_(home.wait_until_seen(room, seen));
  screen.done("the cable is mended: " + room.name + " is back at its service by itself");
  return kOk;
}

}  // namespace cardea::household
