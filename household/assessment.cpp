// SPDX-License-Identifier: Apache-2.0
#include "household/assessment.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::household {
namespace {

constexpr int kPatience_ms = 600'000;

Value texts(const std::vector<std::string>& list) {
  Value out{Value::Array{}};
  for (const auto& text : list) out.push(text);
  return out;
}

Value target_of(const Room& room) {
  Value interfaces;
  interfaces.set("Intf-LocalHttps", int{room.port});
  Value target;
  target.set("name", room.name).set("address", room.address).set("dedicated", true).set("interfaces", std::move(interfaces));
  target.set("door", "Intf-LocalHttps").set("host", room.address).set("spki_pin", room.label.spki_pin);
  return target.set("label", texts({room.label.model, room.label.serial}));
}

Value sign_in() {
  Value body;
  body.set("name", "{name}").set("password", "{password}");
  Value value;
  value.set("path", "/api/session").set("body", std::move(body)).set("token", "/token");
  Value accepted{Value::Array{}};
  return value.set("accepted", accepted.push(200));
}

// The assessor's own words for what the household can offer a device (offers.hpp).
Value update_acts(const Home& home, const Room& room) {
  Value offers;
  for (const char* kind : {"tampered", "older", "foreign_key"}) {
    offers.set(kind, texts({home.plan().programs + "/cardea-home", "offer", kind, "--home", home.plan().folder, "--room", room.name}));
  }
  Value update;
  update.set("offers", std::move(offers)).set("path", "/api/update").set("version", "/running_version").set("phase", "/phase");
  update.set("result", "/last_result").set("reason", "/last_reason").set("idle_phases", texts({"idle", "available"}));
  update.set("refused_results", texts({"refused"}));
  return update.set("settle_ms", 30'000);
}

// All that the device's settings are made of.
Value settings(const char* device_name) {
  Value all;
  all.set("device_name", device_name).set("language", "en").set("telemetry_consent", false).set("automatic_updates", true);
  all.set("updates_postponed_until", Value()).set("setup_finished", true).set("quiet_from", "22:00").set("quiet_to", "07:00");
  return all.set("utc_offset_min", 0);
}

Value request(const char* method, const char* path) {
  Value act;
  return act.set("method", method).set("path", path);
}

Value change() {
  Value body;
  body.set("old_password", "{old}").set("new_password", "{new}");
  Value all;
  return all.set("AuthMech-UserPassword", request("POST", "/api/password").set("body", std::move(body)));
}

// What gate and steward read of requests. What comes over the inner lines, and from the service, no door reaches.
Value inputs() {
  Value all;
  return all.set("reaches", texts({"InpVal-LocalApi"})).set("show", request("GET", "/api/settings"));
}

// The internet is what the household can cut; it holds the service still for as long. Power stays: it would end the device under test.
Value outage(const Home& home) {
  const std::string service = std::to_string(home.service_process());
  Value acts;
  acts.set("cut", texts({"kill", "-STOP", service})).set("mend", texts({"kill", "-CONT", service}));
  acts.set("works", request("GET", "/api/status"));
  Value all;
  return all.set("ResMech-Network", std::move(acts));
}

// The household gives the device a name that nobody else has, and then erases it: it is at the factory's state afterwards.
Value deletion() {
  Value proof;
  proof.set("password", "{password}");
  Value acts;
  acts.set("put", request("PUT", "/api/settings").set("body", settings("{word}"))).set("show", request("GET", "/api/settings"));
  acts.set("erase", request("POST", "/api/erase").set("body", std::move(proof)));
  Value all;
  return all.set("DelFunc-Erase", std::move(acts));
}

// Erased, it is at the factory's state, which it tells everybody; whoever holds its label sets it up.
Value states() {
  Value first;
  first.set("label_password", "{pre_installed}").set("name", "{name}").set("new_password", "{password}");
  Value proof;
  proof.set("password", "{password}");
  Value acts;
  acts.set("shown", request("GET", "/api/state")).set("at", "/state").set("reach", request("POST", "/api/erase").set("body", std::move(proof)));
  acts.set("again", request("POST", "/api/setup").set("body", std::move(first)));
  Value all;
  return all.set("factory_default", std::move(acts));
}

Value documents(const Home& home) {
  Value place;
  place.set("address", home.service().address).set("port", int{home.service().public_port});
  Value value;
  return value.set("service.example.com:443", std::move(place));
}

Value call_with(std::initializer_list<std::pair<const char*, const char*>> members) {
  Value body{Value::Map{}};
  for (const auto& [name, value] : members) body.set(name, value);
  Value call;
  return call.set("body", std::move(body));
}

// Well-formed bodies for the functions that want one, so that who asks decides the answer and not how.
Value calls() {
  Value all;
  all.set("SoftServ-ChangePassword", call_with({{"old_password", "not the old one"}, {"new_password", "neither a new one"}}));
  all.set("SoftServ-Setup", call_with({{"label_password", "not the label's"}, {"name", "stranger"}, {"new_password", "neither a new one"}}));
  Value write;
  all.set("SoftServ-WriteSettings", write.set("body", settings("moved")));
  all.set("SoftServ-PostponeUpdate", call_with({{"until", "2099-01-01T00:00:00Z"}}));
  all.set("SoftServ-Erase", call_with({{"password", "not the right one"}}));
  all.set("SoftServ-CheckUpdate", call_with({}));
  return all.set("SoftServ-ApplyUpdate", call_with({}));
}

// What hardware runs is warden, a new one after every restart, and its children are the processes of the device.
Value processes_of(const Room& room) {
  const std::string board = std::to_string(room.machine.pid());
  Value processes;
  return processes.set("command", texts({"cat", "/proc/" + board + "/task/" + board + "/children"})).set("with_children", true);
}

Outcome<std::string> write_driver(const Home& home, const Room& room) {
  TRY_(store::write_file(home.path("admin-password"), as_bytes(home.admin().password + "\n")));
  TRY_(store::write_file(home.path("label-password"), as_bytes(room.label.password + "\n")));
  Value account;
  account.set("name", home.admin().name).set("role", "admin").set("password_file", home.path("admin-password"));
  Value accounts{Value::Array{}};
  Value driver;
  driver.set("target", target_of(room)).set("accounts", accounts.push(std::move(account))).set("pre_installed_file", home.path("label-password"));
  driver.set("calls", calls()).set("sign_in", sign_in()).set("processes", processes_of(room)).set("programs", room.folder + "/run/bin");
  driver.set("state_folder", room.folder + "/state").set("update", update_acts(home, room)).set("change", change()).set("inputs", inputs()).set("outage", outage(home)).set("deletion", deletion()).set("states", states()).set("documents", documents(home));
  const std::string path = home.path("driver.json");
  TRY_(store::write_file(path, as_bytes(print_json_pretty(driver))));
  return path;
}

}  // namespace

Outcome<int> assess(Home& home, Room& room) {
  TRY(const std::string driver, write_driver(home, room));
  const std::vector<std::string> command{home.plan().programs + "/cardea", "assess", "run", "--declaration", home.plan().products + "/" + room.name + "/product.toml",
                                         "--driver", driver, "--out", home.path("assessment")};
  TRY(Child assessor, Child::start_in_the_foreground(command));
  return assessor.exit_code(kPatience_ms);
}

}  // namespace cardea::household
