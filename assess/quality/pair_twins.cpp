// SPDX-License-Identifier: Apache-2.0
// Pairs of live twins: each side is probed as a real target is, by the probes of a run.
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "assess/quality/pair.hpp"
#include "assess/quality/twin_process.hpp"
#include "assess/testing/outage.hpp"
#include "assess/testing/twin_bench.hpp"
#include "assess/testing/twin_client.hpp"
#include "assess/testing/twin_intake.hpp"

namespace cardea::assess::quality {

namespace {

using testing::Faults;
using testing::own_address;
using testing::SilentListener;
using testing::TwinDevice;
using testing::TwinReply;
using testing::TwinRequest;
using testing::TwinServer;
using testing::TwinTls;

using Probed = std::vector<Fact>;
using Names = std::vector<std::string_view>;

void run(TwinBench& bench, const Names& probes) {
  for (const std::string_view probe : probes) bench.run(probe);
}

// Nobody but the twin answers on its address, and the twin is this process.
void is_alone(TwinBench& bench) {
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
}

// Beside the rows of every bench: a channel from afar, and a secret that travels by it.
void declare_secret(TwinBench& bench) {
  bench.declare("ComMech", "ComMech-Afar",
                R"({"interfaces":["Intf-LocalHttps"],"remotely_accessible":true,
      "cryptographic_details":[{"primitive":"AES-GCM","protocol":"TLS","version":"1.3"}]})");
  bench.declare("SecParam", "SecParam-Password",
                R"({"type":"critical","communication_mechanisms":["ComMech-Local","ComMech-Afar"]})");
}

void declare_page(TwinBench& bench) {
  bench.declare("SoftServ", "SoftServ-Page",
                R"({"interface":"Intf-LocalHttps","status":["initialized"],"method":"GET","path":"/","role":"nobody"})");
}

// Everything that a door shows, brute force last: one device that is right is the good side of all these rules.
Probed right_device() {
  TwinDevice device({}, {}, own_address());
  TwinBench bench(device.port(), own_address());
  is_alone(bench);
  declare_secret(bench);
  declare_page(bench);
  bench.declare("UserIntf", "UserIntf-Page", "{}");
  run(bench, {"listeners", "tls", "disclosure", "discovery", "access", "methods", "passwords"});
  device.forget_attempts();
  run(bench, {"brute_force"});
  return bench.list.facts();
}

Probed wrong_device(const Faults& faults, const Names& probes, const TwinTls& tls = {}) {
  TwinDevice device(faults, tls);
  TwinBench bench(device.port());
  declare_secret(bench);
  run(bench, probes);
  return bench.list.facts();
}

Probed undeclared_page() {
  TwinDevice device({});
  TwinBench bench(device.port());
  declare_page(bench);
  run(bench, {"access"});
  return bench.list.facts();
}

Probed hidden_listener() {
  TwinDevice device({}, {}, own_address());
  const SilentListener hidden(own_address());
  TwinBench bench(device.port(), own_address());
  is_alone(bench);
  run(bench, {"listeners"});
  return bench.list.facts();
}

Probed closed_port() {
  TwinBench bench(1, own_address());
  is_alone(bench);
  run(bench, {"listeners"});
  return bench.list.facts();
}

Probed documents(const TwinReply& reply) {
  TwinServer server("127.0.0.1", {}, [&](const TwinRequest&) { return reply; });
  TwinBench bench(1);
  bench.declare("UserInfo", "UserInfo", R"({"publication_of_vulnerability_disclosure_policy":"https://maker.example.com/policy",
      "publication_of_support_period":"https://maker.example.com/support",
      "publication_of_non_updatable":"https://maker.example.com/without-updates",
      "documentation_of_sensors":"https://maker.example.com/sensors",
      "documentation_of_personal_data":"https://maker.example.com/privacy",
      "documentation_of_telemetry_data":"https://maker.example.com/telemetry",
      "disclosure_contact":"security@example.com","acknowledgement_time":"3 days","status_update_time":"14 days"})");
  bench.declare("TelData", "TelData-Uptime", R"({"description":"Seconds since the start"})");
  bench.driver.documents["maker.example.com:443"] = {"127.0.0.1", server.port()};
  run(bench, {"documents"});
  return bench.list.facts();
}

Probed updates(const Faults& faults, const Names& kinds) {
  TwinDevice device(faults);
  TwinBench bench(device.port());
  bench.declare("UpdMech", "UpdMech-Net", "{}");
  UpdateActs& acts = bench.driver.update;
  acts.path = "/api/update";
  acts.version = "/running_version";
  acts.phase = "/phase";
  acts.reason = "/last_reason";
  acts.result = "/last_result";
  acts.refused_results = {"refused"};
  acts.idle_phases = {"idle"};
  acts.settle_ms = 2000;
  const std::string url = "https://127.0.0.1:" + std::to_string(device.port()) + testing::kOfferPath;
  for (const std::string_view kind : kinds) acts.offers[std::string(kind)] = {"curl", "-s", "-k", "-X", "POST", url};
  run(bench, {"update"});
  return bench.list.facts();
}

Probed storage(std::string_view content) {
  TwinBench bench(1);
  bench.declare("SecParam", "SecParam-Password", R"({"type":"critical"})");
  std::filesystem::create_directory(bench.scratch / "state");
  bench.write("state/db", content);
  bench.driver.state_folder = bench.scratch / "state";
  run(bench, {"storage"});
  return bench.list.facts();
}

constexpr const char* kNineTopics =
    R"({"topics":["training","requirements","coding","tooling","testing","review","archiving","deployment","third_parties"]})";

Probed programs(const Places& places, const char* twin, std::string_view beside) {
  TwinBench bench(1);
  std::filesystem::create_directory(bench.scratch / "bin");
  std::error_code failure;
  std::filesystem::copy_file(places.programs + "/" + twin, bench.scratch / "bin/program", failure);
  if (!beside.empty()) bench.write("bin/key.pem", beside);
  bench.driver.programs = bench.scratch / "bin";
  bench.declare("SecDev", "SecDev-1", kNineTopics);
  bench.declare("SecParam", "SecParam-Key", R"({"type":"critical","hard_coded_in_source":false})");
  run(bench, {"programs"});
  return bench.list.facts();
}

Probed processes(TwinProcess::Habit habit) {
  const TwinProcess process(habit);
  TwinBench bench(1);
  bench.pids = {process.pid()};
  bench.declare("PrivlCtrl", "PrivlCtrl-Gate",
                R"({"process":"gate","own_user":true,"system_call_filter":true,"path_filter":true,"capabilities":[]})");
  run(bench, {"processes"});
  return bench.list.facts();
}

constexpr std::string_view kKey =
    "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n";

// A parameter travels from afar, to a server that the twin goes to.
Probed client(const testing::ClientFaults& faults) {
  TwinBench bench(1);
  testing::TwinClient device(faults);
  device.declare_in(bench);
  bench.declare("SecParam", "SecParam-Token", R"({"type":"critical","communication_mechanisms":["ComMech-Service"]})");
  run(bench, {"client_tls"});
  return bench.list.facts();
}

Pair pair(std::string rule, std::string says, const Probed& good, const Probed& bad) {
  return {std::move(rule), std::move(says), true, good, bad, Verdict::pass, Verdict::fail, {}, {}};
}

Faults with(bool Faults::* fault) {
  Faults faults;
  faults.*fault = true;
  return faults;
}

// One fault a rule, at the door.
struct DoorFault {
  const char* rule;
  bool Faults::* fault;
  const char* probe;
  const char* says;
};

constexpr DoorFault kDoorFaults[]{
    {"no_undeclared_sign_in", &Faults::asks_by_http, "access",
     "a door without, and one with a page that asks for a password by HTTP"},
    {"no_undeclared_update", &Faults::takes_uploads, "access", "a door without, and one with an upload for everybody"},
    {"no_undeclared_api", &Faults::hidden_path, "access", "a door without, and one with a path that nobody declared"},
    {"nothing_undeclared_disclosed", &Faults::server_header, "disclosure", "a silent door, and one that names its software"},
    {"unentitled_are_refused", &Faults::status_is_open, "access", "functions behind sign-in, and one that is open"},
    {"entitled_get_in", &Faults::refuses_the_owner, "access", "an owner who gets in, and one who is refused"},
    {"unentitled_cannot_configure", &Faults::settings_are_open, "access", "settings behind sign-in, and open ones"},
    {"shared_values_refused", &Faults::default_password, "passwords", "no default, and admin / admin"},
    {"user_value_in_force", &Faults::pre_installed_stays, "passwords", "a label that has had its day, and one that still opens"},
    {"brute_force_held_up", &Faults::no_brute_force_limit, "brute_force", "guesses that are held up, and free ones"},
};

void add_doors(std::vector<Pair>& pairs) {
  const Probed right = right_device();
  for (const DoorFault& fault : kDoorFaults)
    pairs.push_back(pair(fault.rule, fault.says, right, wrong_device(with(fault.fault), {fault.probe})));
  TwinTls old;
  old.version_min = TLS1_VERSION;
  const Probed weak = wrong_device({}, {"tls"}, old);
  for (const char* rule : {"sign_in_channel_as_declared", "channels_as_declared", "secrets_travel_encrypted"})
    pairs.push_back(pair(rule, "TLS 1.3 alone, and TLS 1.0 beside it", right, weak));
  pairs.push_back(pair("secrets_travel_encrypted_remotely", "a client that verifies its server, and one that verifies nothing",
                       client({}), client({.verifies_nothing = true})));
  const Probed hidden = hidden_listener();
  for (const char* rule : {"no_undeclared_interface", "no_undeclared_communication"})
    pairs.push_back(pair(rule, "the declared port alone, and a hidden one", right, hidden));
  Pair page = pair("no_undeclared_user_interface", "a page that is declared, and one that is not", right, undeclared_page());
  page.best = Verdict::pending_human;
  page.best_because = "displays and buttons are in the manual, which a person reads";
  pairs.push_back(std::move(page));
  pairs.push_back(pair("interfaces_as_declared", "the declared port open, and closed", right, closed_port()));
}

void add_documents(std::vector<Pair>& pairs) {
  const Probed good = documents(
      {200,
       "Contact security@example.com. We acknowledge within 3 days; status every 14 days. Supported until 2031-12-31. Collected: "
       "Seconds since the start.",
       ""});
  const Probed wall = documents({401, "who are you?", "www-authenticate: Basic\r\n"});
  const Probed empty_words = documents({200, "We love security.", ""});
  for (const char* rule : {"policy_is_public", "support_period_is_public", "sensor_text_is_found", "personal_data_text_is_found",
                           "telemetry_text_is_found", "rationale_is_public", "telemetry_text_names_each_value"})
    pairs.push_back(pair(rule, "a page for everybody, and one behind an account", good, wall));
  for (const char* rule : {"policy_has_its_content", "support_period_is_stated"})
    pairs.push_back(pair(rule, "a page with its content, and one of empty words", good, empty_words));
}

void add_updates(std::vector<Pair>& pairs) {
  const Probed refused = updates({}, {"tampered", "older", "foreign_key"});
  pairs.push_back(pair("misuse_is_refused", "three bad updates refused, and installed", refused,
                       updates(with(&Faults::installs_anything), {"tampered", "older", "foreign_key"})));
  Pair devised = pair("misuse_was_devised", "three bad updates prepared, and one", refused, updates({}, {"tampered"}));
  devised.worst = Verdict::inconclusive;
  devised.worst_because = "what the assessor did not prepare is no fault of the device";
  pairs.push_back(std::move(devised));
}

Probed deletion(const testing::Erasable& erasable, const std::string& from, std::uint16_t port) {
  TwinBench bench(port);
  testing::declare_erasable(bench, erasable, from);
  run(bench, {"deletion"});
  return bench.list.facts();
}

// A bench without the label, which nobody can change.
Probed change(const Faults& faults, const char* body) {
  const TwinDevice device(faults);
  TwinBench bench(device.port());
  bench.driver.change["AuthMech-User"] = {{}, "POST", testing::kPasswordPath, body};
  run(bench, {"change"});
  Probed facts = bench.list.facts();
  std::erase_if(facts, [](const Fact& fact) { return fact.subject == "AuthMech AuthMech-Label"; });
  return facts;
}

void add_changes(std::vector<Pair>& pairs) {
  constexpr const char* kBody = R"({"old":"{old}","new":"{new}"})";
  const Probed changed = change({}, kBody);
  Pair done = pair("values_were_changed", "a change that is taken, and one that is not", changed, change({}, "{}"));
  done.worst = Verdict::inconclusive;
  done.worst_because = "what the assessor did not bring about is no fault of the device";
  pairs.push_back(std::move(done));
  pairs.push_back(pair("changed_values_are_in_force", "an old value that is gone, and one that stays", changed,
                       change(with(&Faults::old_password_stays), kBody)));
}

Probed outage(const testing::Outage& what, const std::string& type) {
  TwinBench bench(1);
  testing::declare_outage(bench, what, type);
  run(bench, {"outage"});
  return bench.list.facts();
}

void add_outages(std::vector<Pair>& pairs) {
  const testing::Outage away = testing::of_power();
  const testing::Outage gone{.cut = "rm state/setting"};
  for (const auto& [rule, type] :
       {std::pair{"comes_back_to_network", "network"}, {"comes_back_to_power", "power"}, {"comes_back_as_before", "power"}})
    pairs.push_back(pair(rule, "a function that comes back, and one that does not", outage(away, type), outage(gone, type)));
  pairs.push_back(pair("works_without_network", "a function that never went, and one that went", outage({}, "network"),
                       outage(away, "network")));
}

Probed inputs(const testing::IntakeFaults& faults) {
  const testing::TwinIntake twin(faults);
  TwinBench bench(twin.port());
  bench.pids = {::getpid()};
  testing::declare_intake(bench);
  run(bench, {"inputs"});
  return bench.list.facts();
}

// The same six questions of the device and of the services.
void add_deletions(std::vector<Pair>& pairs) {
  const TwinDevice device({});
  for (const auto& [prefix, where, from] :
       {std::array{"device_", "on_device", "device"}, std::array{"service_", "at_services", "associated_service"}}) {
    const Probed forgets = deletion({}, from, device.port());
    Pair put = pair(std::string(prefix) + "data_was_put", "data that is seen before, and data that never came", forgets,
                    deletion({.put = "cat >/dev/null"}, from, device.port()));
    put.worst = Verdict::inconclusive;
    put.worst_because = "what the assessor did not bring about is no fault of the device";
    pairs.push_back(std::move(put));
    pairs.push_back(pair(std::string(prefix) + "deletions_run",
                         "a deletion after which it answers, and one after which it does not", forgets, deletion({}, from, 1)));
    pairs.push_back(pair(std::string("nothing_remains_") + where, "data that is gone, and data that stays", forgets,
                         deletion({.erase = "true"}, from, device.port())));
  }
}

}  // namespace

std::vector<Pair> twin_pairs(const Places& places) {
  std::vector<Pair> pairs;
  add_doors(pairs);
  add_documents(pairs);
  add_updates(pairs);
  add_changes(pairs);
  add_outages(pairs);
  add_deletions(pairs);
  pairs.push_back(pair("malformed_input_is_refused", "input that is refused, and input that is kept", inputs({}),
                       inputs({.keeps_anything = true})));
  pairs.push_back(pair("stored_secrets_are_guarded", "state without the password, and with it", storage("noise"),
                       storage(std::string("row: ") + testing::kOwnerPassword)));
  const Probed hardened = programs(places, "elf_twin_hardened", {});
  pairs.push_back(pair("programs_hold_no_secret", "a program alone, and a key beside it", hardened,
                       programs(places, "elf_twin_hardened", kKey)));
  pairs.push_back(pair("development_covers_each_topic", "a hardened program, and a soft one", hardened,
                       programs(places, "elf_twin_soft", {})));
  pairs.push_back(pair("least_privilege_holds", "a confined process, and one with writable code",
                       processes(TwinProcess::Habit::confined), processes(TwinProcess::Habit::writable_code)));
  add_images(pairs);
  add_traffic(pairs);
  return pairs;
}

}  // namespace cardea::assess::quality
