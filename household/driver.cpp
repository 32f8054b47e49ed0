// SPDX-License-Identifier: Apache-2.0
#include "household/driver.hpp"

#include <unistd.h>

#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::household {
namespace {

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

// A verb of ours as a command of the driver's.
Value verb(const Home& home, const Room& room, std::vector<std::string> words) {
  words.insert(words.begin(), home.plan().programs + "/cardea-home");
  words.insert(words.end(), {"--home", home.plan().folder, "--room", room.name});
  return texts(words);
}

Value by_command(const Home& home, const Room& room, std::vector<std::string> words) {
  Value act;
  return act.set("command", verb(home, room, std::move(words)));
}

// The assessor's own words for what the household can offer a device (offers.hpp).
Value update_acts(const Home& home, const Room& room) {
  Value offers;
  for (const char* kind : {"tampered", "older", "foreign_key"}) offers.set(kind, verb(home, room, {"offer", kind}));
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
Value inputs(const Home& home, const Room& room) {
  Value all;
  all.set("reaches", texts({"InpVal-LocalApi"})).set("show", request("GET", "/api/settings"));
  return all.set("revive", verb(home, room, {"power", "cycle"}));
}

// The internet is what the household can cut: it holds the service still for as long. Power goes to the device's hardware, which
// ends in the middle of what it does, with all that runs on it.
Value outage(const Home& home, const Room& room) {
  const std::string service = std::to_string(home.service_process());
  Value network;
  network.set("cut", texts({"kill", "-STOP", service})).set("mend", texts({"kill", "-CONT", service}));
  network.set("works", request("GET", "/api/status"));
  Value power;
  power.set("cut", verb(home, room, {"power", "off"})).set("mend", verb(home, room, {"power", "on"}));
  power.set("works", request("GET", "/api/settings"));
  Value all;
  return all.set("ResMech-Network", std::move(network)).set("ResMech-Power", std::move(power));
}

// Whoever holds the device's line can play its service. The authority that it trusts was made for this home, and ends with it.
// A look for updates makes it connect at once; by itself it would wait longer after each failure.
Value client(const Home& home, const Room& room) {
  Value acts;
  acts.set("name", "service.example.com")
      .set("point", by_command(home, room, {"line", "lead"}))
      .set("again", by_command(home, room, {"line", "back"}));
  acts.set("trigger", request("POST", "/api/update/check")).set("settle_ms", 10'000);
  acts.set("ca_file", home.path("service/tls/service-ca.crt.pem"))
      .set("ca_key_file", home.path("service/tls/service-ca.key.pem"));
  Value all;
  return all.set("ComMech-Service", std::move(acts));
}

Value person_called(const char* name) {
  Value body;
  return body.set("name", name).set("role", "user").set("password", "nobody signs in with this 1");
}

// A person is let in, is told of in the events, and is sent away again.
Value person_on_the_way() {
  Value name;
  name.set("name", "{word}");
  Value acts;
  return acts.set("put", request("POST", "/api/people").set("body", person_called("{word}")))
      .set("send", request("GET", "/api/events"))
      .set("again", request("POST", "/api/people/remove").set("body", std::move(name)));
}

// All passes this machine's loopback, also what goes on from the line.
Value traffic(const Room& room) {
  const LineEnd& line = room.line->near_end();
  Value ends;
  ends.set("ComMech-Service", line.address + ":" + std::to_string(line.port));
  Value data;
  data.set("PersData-Account", person_on_the_way()).set("PersData-Events", person_on_the_way());
  Value acts;
  return acts.set("ends", std::move(ends)).set("data", std::move(data)).set("hold_ms", 500);
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
  acts.set("shown", request("GET", "/api/state"))
      .set("at", "/state")
      .set("reach", request("POST", "/api/erase").set("body", std::move(proof)));
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

// Well-formed bodies for the functions that want one, so that who asks decides the answer and not how. Safe is what an owner may
// have done at any time and what the run needs no other way; the others would end a session, people or the update under way.
Value calls() {
  Value all;
  all.set("SoftServ-ChangePassword", call_with({{"old_password", "not the old one"}, {"new_password", "neither a new one"}}));
  all.set("SoftServ-Setup",
          call_with({{"label_password", "not the label's"}, {"name", "stranger"}, {"new_password", "neither a new one"}}));
  Value write;
  all.set("SoftServ-WriteSettings", write.set("body", settings("moved")).set("safe", true));
  all.set("SoftServ-PostponeUpdate", call_with({{"until", "2099-01-01T00:00:00Z"}}));
  all.set("SoftServ-Erase", call_with({{"password", "not the right one"}}));
  all.set("SoftServ-CheckUpdate", call_with({}).set("safe", true));
  return all.set("SoftServ-ApplyUpdate", call_with({}));
}

// What hardware runs is warden, a new one after every restart, and its children are the processes of the device.
Value processes_of(const Home& home, const Room& room) {
  Value processes;
  return processes.set("command", verb(home, room, {"processes"})).set("with_children", true);
}

Outcome<Unit> write_secrets(const Home& home, const Room& room) {
  TRY_(store::write_file(home.path("admin-password"), as_bytes(home.admin().password + "\n")));
  TRY_(store::write_file(home.path(room.name + ".label-password"), as_bytes(room.label.password + "\n")));
  return kOk;
}

Value who_signs_in(const Home& home) {
  Value account;
  account.set("name", home.admin().name).set("role", "admin").set("password_file", home.path("admin-password"));
  Value accounts{Value::Array{}};
  return accounts.push(std::move(account));
}

}  // namespace

Outcome<std::string> write_driver(const Home& home, const Room& room) {
  TRY_(write_secrets(home, room));
  Value driver;
  driver.set("target", target_of(room))
      .set("accounts", who_signs_in(home))
      .set("pre_installed_file", home.path(room.name + ".label-password"));
  driver.set("calls", calls())
      .set("sign_in", sign_in())
      .set("processes", processes_of(home, room))
      .set("programs", room.folder + "/run/bin");
  driver.set("state_folder", room.folder + "/state").set("update", update_acts(home, room)).set("change", change());
  driver.set("client", client(home, room))
      .set("inputs", inputs(home, room))
      .set("outage", outage(home, room))
      .set("deletion", deletion());
  driver.set("states", states()).set("documents", documents(home));
  if (::geteuid() == 0) driver.set("traffic", traffic(room));  // nobody else may listen
  const std::string path = home.path(room.name + ".driver.json");
  TRY_(store::write_file(path, as_bytes(print_json_pretty(driver))));
  return path;
}

}  // namespace cardea::household
