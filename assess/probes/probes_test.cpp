// SPDX-License-Identifier: Apache-2.0
// Every probe on a twin that is right and on twins that are wrong in one thing: the unit must turn with it.
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "assess/testing/expect.hpp"

namespace cardea::assess {
namespace {

using testing::Faults;
using testing::own_address;
using testing::SilentListener;
using testing::TwinDevice;
using testing::TwinTls;

Judgement on_twin(const Faults& faults, std::string_view probe, std::string_view rule) {
  TwinDevice device(faults);
  TwinBench bench(device.port());
  return bench.judge(probe, rule);
}

TEST(ListenersProbe, a_device_with_its_declared_port_alone_passes_and_a_second_one_fails_it) {
  TwinDevice device({}, {}, own_address());
  TwinBench bench(device.port(), own_address());
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  expect(bench.judge("listeners", "no_undeclared_interface"), Verdict::pass);
  expect(find_rule("interfaces_as_declared")(Facts(bench.list.facts())), Verdict::pass);

  SilentListener hidden(own_address());
  TwinBench again(device.port(), own_address());
  again.driver.target.dedicated = true;
  again.pids = {::getpid()};
  expect(again.judge("listeners", "no_undeclared_interface"), Verdict::fail, std::to_string(hidden.port()));
  // What is behind that port nobody knows: it keeps these from passing, and proves nothing more.
  expect(again.judge("access", "no_undeclared_sign_in"), Verdict::inconclusive, std::to_string(hidden.port()));
  expect(find_rule("no_undeclared_update")(Facts(again.list.facts())), Verdict::inconclusive);
}

TEST(ListenersProbe, a_declared_port_that_is_closed_is_found) {
  TwinBench bench(1, own_address());
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  expect(bench.judge("listeners", "interfaces_as_declared"), Verdict::fail, "Intf-LocalHttps");
}

std::int64_t ended_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(ListenersProbe, one_process_of_the_target_that_ended_hides_none_of_another) {
  TwinDevice device({}, {}, own_address());
  TwinBench bench(device.port(), own_address());
  bench.pids = {ended_process(), ::getpid()};
  expect(bench.judge("listeners", "interfaces_as_declared"), Verdict::pass);
}

TEST(ListenersProbe, of_a_target_whose_processes_have_all_ended_nothing_is_known) {
  TwinDevice device({}, {}, own_address());
  TwinBench bench(device.port(), own_address());
  bench.driver.target.dedicated = true;
  bench.pids = {ended_process()};
  expect(bench.judge("listeners", "no_undeclared_interface"), Verdict::error, "the processes of the target have ended");
}

TEST(Bench, adds_up_what_the_target_asked_to_wait_for) {
  TwinBench twin(1);
  Bench bench{twin.driver, {}, {}};
  std::int64_t waited_s = 0;
  bench.waited_s = &waited_s;
  bench.wait(1);
  bench.wait(0);
  EXPECT_EQ(waited_s, 1);
}

TEST(TlsProbe, tls_1_3_alone_passes) {
  TwinDevice device({});
  TwinBench bench(device.port());
  expect(bench.judge("tls", "sign_in_channel_as_declared"), Verdict::pass);
  expect(find_rule("channels_as_declared")(Facts(bench.list.facts())), Verdict::pass);
}

TEST(TlsProbe, older_versions_weak_suites_and_plain_http_are_found) {
  TwinTls old;
  old.version_min = TLS1_VERSION;
  TwinDevice old_device({}, old);
  expect(TwinBench(old_device.port()).judge("tls", "sign_in_channel_as_declared"), Verdict::fail, "TLS 1.0 is accepted");

  TwinTls short_tags;
  short_tags.suites = "TLS_AES_128_CCM_8_SHA256:TLS_AES_128_GCM_SHA256";
  TwinDevice short_device({}, short_tags);
  expect(TwinBench(short_device.port()).judge("tls", "sign_in_channel_as_declared"), Verdict::fail, "CCM_8");

  TwinTls plain;
  plain.plain_http_too = true;
  TwinDevice plain_device({}, plain);
  expect(TwinBench(plain_device.port()).judge("tls", "sign_in_channel_as_declared"), Verdict::fail, "plain HTTP");
}

TEST(TlsProbe, a_declared_version_that_is_older_than_what_is_spoken_is_no_finding_and_a_newer_one_is) {
  TwinTls both;
  both.version_min = TLS1_2_VERSION;
  TwinDevice device({}, both);
  expect(TwinBench(device.port()).judge("tls", "sign_in_channel_as_declared"), Verdict::fail, "TLS 1.2 is accepted");
}

TEST(TlsProbe, an_outgoing_channel_that_was_not_tried_keeps_the_unit_from_passing) {
  TwinDevice device({});
  TwinBench bench(device.port());
  bench.declare("ComMech", "ComMech-Service",
                R"({"interfaces":[],"cryptographic_details":[{"primitive":"AES-GCM","protocol":"TLS","version":"1.3"}]})");
  const Judgement judgement = bench.judge("tls", "channels_as_declared");
  expect(judgement, Verdict::inconclusive, "ComMech-Service");
  EXPECT_EQ(judgement.code, Code::insufficient_coverage);
}

TEST(DisclosureProbe, a_silent_door_passes_and_a_talking_one_fails) {
  expect(on_twin({}, "disclosure", "nothing_undeclared_disclosed"), Verdict::pass);
  Faults header;
  header.server_header = true;
  expect(on_twin(header, "disclosure", "nothing_undeclared_disclosed"), Verdict::fail, "lighttpd/1.4.69");
  Faults page;
  page.version_on_front_page = true;
  expect(on_twin(page, "disclosure", "nothing_undeclared_disclosed"), Verdict::fail, "1.0.0");
}

TEST(AccessProbe, a_closed_device_passes_and_each_open_function_is_named) {
  TwinDevice device({});
  TwinBench bench(device.port());
  bench.run("listeners");
  expect(bench.judge("access", "unentitled_are_refused"), Verdict::pass);
  expect(find_rule("entitled_get_in")(Facts(bench.list.facts())), Verdict::pass);
  expect(find_rule("unentitled_cannot_configure")(Facts(bench.list.facts())), Verdict::pass);

  Faults open_status;
  open_status.status_is_open = true;
  expect(on_twin(open_status, "access", "unentitled_are_refused"), Verdict::fail, "GET /api/status as nobody");
  expect(on_twin(open_status, "access", "unentitled_cannot_configure"), Verdict::pass);
  Faults open_settings;
  open_settings.settings_are_open = true;
  expect(on_twin(open_settings, "access", "unentitled_cannot_configure"), Verdict::fail, "PUT /api/settings as nobody");
}

TEST(AccessProbe, a_function_that_nobody_asked_for_keeps_the_units_about_all_functions_from_passing) {
  TwinDevice device({});
  TwinBench bench(device.port());
  bench.driver.calls.clear();  // to change settings is no longer called safe
  expect(bench.judge("access", "entitled_get_in"), Verdict::inconclusive, "SoftServ-WriteSettings was not asked for");
  bench.declare(
      "SoftServ", "SoftServ-Elsewhere",
      R"({"interface":"Intf-Other","status":["initialized"],"path":"/else","role":"user","allows_configuration":false})");
  expect(find_rule("unentitled_are_refused")(Facts(bench.list.facts())), Verdict::inconclusive, "SoftServ-Elsewhere");
}

TEST(AccessProbe, a_state_that_was_not_visited_keeps_configuration_from_passing) {
  TwinDevice device({});
  TwinBench bench(device.port());
  bench.declare(
      "SoftServ", "SoftServ-Setup",
      R"({"interface":"Intf-LocalHttps","status":["factory_default"],"path":"/api/setup","role":"factory","allows_configuration":true})");
  expect(bench.judge("access", "unentitled_cannot_configure"), Verdict::inconclusive, "factory_default");
}

TEST(AccessProbe, a_path_that_nobody_declared_is_found) {
  Faults hidden;
  hidden.hidden_path = true;
  TwinDevice device(hidden, {}, own_address());
  TwinBench bench(device.port(), own_address());
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  bench.run("listeners");
  bench.run("discovery");
  bench.run("methods");
  expect(bench.judge("access", "no_undeclared_api"), Verdict::fail, "/debug");
  expect(find_rule("no_undeclared_update")(Facts(bench.list.facts())), Verdict::pass);
}

TEST(DiscoveryProbe, a_function_that_the_product_s_own_script_speaks_of_and_nobody_declared_is_found) {
  Faults talkative;
  talkative.script_names_paths = true;
  TwinDevice device(talkative, {}, own_address());
  TwinBench bench(device.port(), own_address());
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  bench.run("listeners");
  bench.run("access");
  bench.run("methods");
  const Judgement judgement = bench.judge("discovery", "no_undeclared_api");
  expect(judgement, Verdict::inconclusive, "/api/erase");  // it is there, and asks who we are
  for (const std::string& finding : judgement.findings) EXPECT_EQ(finding.find("/api/status"), std::string::npos) << finding;
}

TEST(DiscoveryProbe, follows_a_script_that_names_many_paths) {
  TwinDevice device({});
  std::vector<testing::TwinFunction> functions{
      {"GET", "/", "nobody"}, {"GET", "/app.js", "nobody"}, {"POST", "/api/session", "nobody"}};
  for (int i = 0; i < 100; ++i) functions.push_back({"GET", "/api/function-" + std::to_string(i), "user"});
  device.become(functions);
  TwinBench bench(device.port());
  bench.run("discovery");
  const Fact* whole = Facts(bench.list.facts()).one("discovery", "documents of the door");
  ASSERT_NE(whole, nullptr);
  EXPECT_EQ(whole->number("paths"), 104);  // and the style
}

TEST(DiscoveryProbe, a_part_of_a_page_is_missed_only_where_other_parts_are_declared) {
  const auto judge = [](bool style_is_declared) {
    TwinDevice device({}, {}, own_address());
    device.become({{"GET", "/", "nobody"},
                   {"GET", "/app.js", "nobody"},
                   {"GET", "/app.css", "nobody"},
                   {"POST", "/api/session", "nobody"}});
    TwinBench bench(device.port(), own_address());
    bench.driver.target.dedicated = true;
    bench.pids = {::getpid()};
    const std::string row = R"({"interface":"Intf-LocalHttps","status":["initialized"],"method":"GET","role":"nobody","path":)";
    bench.declare("SoftServ", "SoftServ-Page", row + R"("/"})");
    if (style_is_declared) bench.declare("SoftServ", "SoftServ-Style", row + R"("/app.css"})");
    for (const char* probe : {"listeners", "access", "methods"}) bench.run(probe);
    return bench.judge("discovery", "no_undeclared_api");
  };
  expect(judge(false), Verdict::pass);
  expect(judge(true), Verdict::inconclusive, "/app.js");
}

// Of a device in which everything that is declared is on, alone on its address.
Judgement undeclared_on(const Faults& faults, const char* function_that_is_off) {
  TwinDevice device(faults, {}, own_address());
  TwinBench bench(device.port(), own_address());
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  if (function_that_is_off != nullptr)
    bench.declare("SoftServ", "SoftServ-Off",
                  std::string(R"({"interface":"Intf-LocalHttps","status":["factory_default"],"role":"user",)") +
                      function_that_is_off + "}");
  for (const char* probe : {"listeners", "access", "discovery"}) bench.run(probe);
  return bench.judge("methods", "no_undeclared_api");
}

TEST(MethodsProbe, a_method_that_nobody_declared_at_a_declared_path_is_found) {
  expect(undeclared_on({}, nullptr), Verdict::pass);
  Faults hidden;
  hidden.hidden_method = true;
  expect(undeclared_on(hidden, nullptr), Verdict::fail, "DELETE /api/settings");
}

TEST(AccessProbe, a_function_that_is_declared_off_and_answers_is_found) {
  expect(undeclared_on({}, R"("method":"GET","path":"/api/events")"), Verdict::fail, "SoftServ-Off is declared off, and answers");
  expect(undeclared_on({}, R"("method":"GET","path":"/api/nothing")"), Verdict::pass);
  expect(undeclared_on({}, R"("method":"POST","path":"/api/erase")"), Verdict::inconclusive, "nobody who may was tried");
}

TEST(AccessProbe, a_page_without_a_declared_user_interface_is_found) {
  const auto judge = [](bool declared) {
    TwinDevice device({});
    TwinBench bench(device.port());
    bench.declare("SoftServ", "SoftServ-Page",
                  R"({"interface":"Intf-LocalHttps","status":["initialized"],"method":"GET","path":"/","role":"nobody"})");
    if (declared) bench.declare("UserIntf", "UserIntf-Page", "{}");
    return bench.judge("access", "no_undeclared_user_interface");
  };
  expect(judge(true), Verdict::pending_human, "manual");
  expect(judge(false), Verdict::fail, "is a page, and UserIntf has no row");
}

TEST(PasswordsProbe, a_device_with_its_owner_s_value_alone_passes) {
  TwinDevice device({});
  TwinBench bench(device.port());
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::pass);
  expect(find_rule("user_value_in_force")(Facts(bench.list.facts())), Verdict::pass);
}

TEST(PasswordsProbe, default_blank_and_pre_installed_values_that_open_are_found) {
  Faults standard;
  standard.default_password = true;
  expect(on_twin(standard, "passwords", "shared_values_refused"), Verdict::fail, "admin / admin");
  Faults blank;
  blank.blank_password = true;
  expect(on_twin(blank, "passwords", "user_value_in_force"), Verdict::fail, "blank");
  Faults stays;
  stays.pre_installed_stays = true;
  expect(on_twin(stays, "passwords", "user_value_in_force"), Verdict::fail, "pre-installed");
}

TEST(PasswordsProbe, without_a_value_that_opens_refusals_mean_nothing) {
  Faults patient;
  patient.no_brute_force_limit = true;
  TwinDevice device(patient);
  TwinBench bench(device.port());
  bench.write("owner", "not the owner's value");
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::inconclusive);
}

TEST(PasswordsProbe, no_value_that_was_tried_is_written_down) {
  TwinDevice device({});
  TwinBench bench(device.port());
  bench.run("passwords");
  bench.run("brute_force");
  for (const Fact& fact : bench.list.facts()) {
    const std::string text = fact.subject + print_json(fact.values);
    EXPECT_EQ(text.find(testing::kOwnerPassword), std::string::npos) << text;
    EXPECT_EQ(text.find(testing::kLabelPassword), std::string::npos) << text;
    EXPECT_EQ(text.find("twin-token"), std::string::npos) << text;
  }
}

TEST(BruteForceProbe, a_device_that_slows_guesses_down_passes_and_one_that_does_not_fails) {
  expect(on_twin({}, "brute_force", "brute_force_held_up"), Verdict::pass);
  Faults open;
  open.no_brute_force_limit = true;
  expect(on_twin(open, "brute_force", "brute_force_held_up"), Verdict::fail, "nothing slowed");
}

TEST(UpdateProbe, refused_offers_pass_and_an_installed_one_fails) {
  const auto judge = [](const Faults& faults, bool reaches_the_device, const char* refusal = "refused") {
    TwinTls plain;
    plain.on = false;
    TwinDevice device(faults, plain);
    TwinBench bench(device.port());
    bench.driver.target.tls = false;
    bench.driver.update.path = "/api/update";
    bench.driver.update.version = "/running_version";
    bench.driver.update.phase = "/phase";
    bench.driver.update.reason = "/last_reason";
    bench.driver.update.result = "/last_result";
    bench.driver.update.refused_results = {refusal};
    bench.driver.update.idle_phases = {"idle"};
    bench.driver.update.settle_ms = 300;
    const std::string url = "http://127.0.0.1:" + std::to_string(device.port()) + testing::kOfferPath;
    const Command offer = reaches_the_device ? Command{"curl", "-s", "-X", "POST", url} : Command{"true"};
    for (const char* kind : {"tampered", "older", "foreign_key"}) bench.driver.update.offers[kind] = offer;
    return bench.judge("update", "misuse_is_refused");
  };
  Faults gullible;
  gullible.installs_anything = true;
  expect(judge({}, true), Verdict::pass, "not authentic");
  expect(judge(gullible, true), Verdict::fail, "1.0.0 became 0.9.1");
  expect(judge({}, false), Verdict::inconclusive, "nothing shows that the target looked at it");
  expect(judge({}, true, "rejected"), Verdict::inconclusive, "which is no refusal");
}

TEST(DocumentsProbe, a_policy_with_its_content_passes_one_without_fails_and_a_wall_is_found) {
  const auto judge = [](const testing::TwinReply& reply) {
    testing::TwinServer server("127.0.0.1", {}, [&](const testing::TwinRequest&) { return reply; });
    TwinBench bench(1);
    bench.declare("UserInfo", "UserInfo", R"({"publication_of_vulnerability_disclosure_policy":"https://maker.example.com/policy",
      "disclosure_contact":"security@example.com","acknowledgement_time":"3 days","status_update_time":"14 days"})");
    bench.driver.documents["maker.example.com:443"] = {"127.0.0.1", server.port()};
    return bench.judge("documents", "policy_has_its_content");
  };
  expect(judge({200, "Contact security@example.com. We acknowledge within 3 days; status every 14 days.", ""}), Verdict::pass);
  expect(judge({200, "Contact security@example.com. We acknowledge soon and report the status.", ""}), Verdict::pending_human);
  expect(judge({200, "Contact security@example.com.", ""}), Verdict::fail, "acknowledged");
  expect(judge({401, "who are you?", "www-authenticate: Basic\r\n"}), Verdict::fail, "account");
}

TEST(DocumentsProbe, a_manual_from_the_box_is_read_and_each_telemetry_value_is_looked_for_in_it) {
  const auto judge = [](std::string_view manual) {
    TwinBench bench(1);
    bench.declare("UserInfo", "UserInfo", R"({"documentation_of_telemetry_data":"Leaflet in the box, page 5"})");
    bench.declare("TelData", "TelData-Uptime", R"({"description":"Seconds since the start"})");
    bench.declare("TelData", "TelData-Restarts", R"({"description":"Number of restarts"})");
    bench.write("leaflet.txt", manual);
    bench.driver.manuals["documentation_of_telemetry_data"] = bench.scratch / "leaflet.txt";
    return bench.judge("documents", "telemetry_text_names_each_value");
  };
  expect(judge("We collect: Seconds since the start; Number of restarts."), Verdict::pass);
  expect(judge("We collect: Seconds since the start."), Verdict::pending_human, "Number of restarts");
}

TEST(DocumentsProbe, a_leaflet_that_nobody_handed_in_is_for_a_person_to_find) {
  TwinBench bench(1);
  bench.declare("UserInfo", "UserInfo", R"({"documentation_of_sensors":"Leaflet in the box, page 3"})");
  expect(bench.judge("documents", "sensor_text_is_found"), Verdict::pending_human, "Leaflet in the box, page 3");
}

TEST(DocumentsProbe, a_manual_that_cannot_be_read_is_no_proof_of_anything) {
  TwinBench bench(1);
  bench.declare("UserInfo", "UserInfo", R"({"documentation_of_sensors":"Leaflet in the box, page 3"})");
  bench.driver.manuals["documentation_of_sensors"] = bench.scratch / "nowhere.txt";
  expect(bench.judge("documents", "sensor_text_is_found"), Verdict::inconclusive);
}

TEST(ProcessesProbe, an_unconfined_process_is_found) {
  TwinBench bench(1);
  std::string name;
  bench.pids = {::getpid()};
  bench.run("processes");
  for (const Fact& fact : bench.list.facts()) {
    if (fact.probe == "processes" && fact.number("pid") == ::getpid()) name = fact.text("name");
  }
  ASSERT_FALSE(name.empty());
  bench.declare("PrivlCtrl", "PrivlCtrl-Test",
                R"({"process":")" + name + R"(","own_user":false,"system_call_filter":true,"capabilities":[]})");
  expect(find_rule("least_privilege_holds")(Facts(bench.list.facts())), Verdict::fail, "no filter of system calls");
}

TEST(ProcessesProbe, one_that_ended_meanwhile_is_counted_and_stops_nothing) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  TwinBench bench(1);
  bench.pids = {::getpid(), child};
  bench.run("processes");
  const Fact* whole = Facts(bench.list.facts()).one("processes", "all processes");
  ASSERT_NE(whole, nullptr);
  EXPECT_EQ(whole->number("processes"), 1);
  EXPECT_EQ(whole->number("ended"), 1);
}

TEST(ProgramsProbe, hardened_and_soft_twins_are_told_apart) {
  const auto judge = [](const char* twin) {
    TwinBench bench(1);
    std::filesystem::create_directory(bench.scratch / "bin");
    std::filesystem::copy_file(std::string(CARDEA_BIN_DIR) + "/" + twin, bench.scratch / "bin/program");
    bench.driver.programs = bench.scratch / "bin";
    bench.declare("SecDev", "SecDev-1",
                  R"({"topics":["training","requirements","coding","tooling","testing","review","archiving","deployment"]})");
    return bench.judge("programs", "development_covers_each_topic");
  };
  expect(judge("elf_twin_hardened"), Verdict::pending_human, "third_parties");
  const Judgement soft = judge("elf_twin_soft");
  for (const char* finding : {"not position independent", "executable stack", "RELRO", "stack protector", "path of its own"})
    expect(soft, Verdict::fail, finding);
}

TEST(ProgramsProbe, a_path_for_libraries_that_leads_away_from_the_program_is_a_failure_and_its_own_folder_is_none) {
  const auto judge = [](const char* path) {
    TwinBench bench(1);
    bench.declare("SecDev", "SecDev-1",
                  R"({"topics":["training","requirements","coding","tooling","testing","review","archiving","deployment"]})");
    Value file;
    file.set("elf", true).set("position_independent", true).set("relro", "full").set("stack_protector", "yes");
    file.set("run_paths", Value(Value::Array{Value(path)}));
    EXPECT_TRUE(bench.list.record("programs", Effect::reads, "file program", file).ok());
    Value end;
    end.set("done", true);
    EXPECT_TRUE(bench.list.record("programs", Effect::reads, "probe", end).ok());
    return explain(find_rule("development_covers_each_topic")(Facts(bench.list.facts())));
  };
  for (const char* away : {"/opt/vendor", "", ".", "lib", "$ORIGIN/../lib", "$ORIGINAL"})
    EXPECT_NE(judge(away).find("looks for libraries in a path of its own"), std::string::npos) << away;
  for (const char* beside : {"$ORIGIN", "$ORIGIN/lib"})
    EXPECT_EQ(judge(beside).find("looks for libraries in a path of its own"), std::string::npos) << beside;
}

TEST(ProgramsProbe, a_private_key_among_the_programs_is_found_and_the_word_alone_is_not) {
  TwinBench bench(1);
  bench.write("parser", "looks for -----BEGIN PRIVATE KEY-----\n and fails\n");
  bench.driver.programs = bench.scratch.path();
  EXPECT_NE(bench.judge("programs", "programs_hold_no_secret").verdict, Verdict::fail);
  TwinBench again(1);
  again.write("key.pem",
              "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n");
  again.driver.programs = again.scratch.path();
  expect(again.judge("programs", "programs_hold_no_secret"), Verdict::fail, "key.pem");
}

TEST(ProgramsProbe, an_account_in_the_image_is_one_of_every_unit) {
  TwinBench bench(1);
  std::filesystem::create_directories(bench.scratch / "image/etc");
  bench.write("image/etc/shadow", "root::19000:0:99999:7:::\n");
  bench.driver.programs = bench.scratch / "image";
  expect(bench.judge("programs", "programs_hold_no_secret"), Verdict::fail, "etc/shadow holds no password for root");
}

TEST(ProgramsProbe, what_could_not_be_read_keeps_a_folder_from_passing) {
  const auto judge = [](std::uintmax_t size) {
    TwinBench bench(1);
    std::filesystem::create_directories(bench.scratch / "image");
    bench.write("image/script", "echo\n");
    std::filesystem::resize_file(bench.scratch / "image/script", size);  // sparse
    bench.driver.programs = bench.scratch / "image";
    return bench.judge("programs", "programs_hold_no_secret");
  };
  expect(judge(5), Verdict::pass);
  expect(judge(std::uintmax_t{10} << 30U), Verdict::inconclusive, "1 file could not be read");
}

TEST(ProgramsProbe, an_empty_folder_holds_no_secret_and_passes_nothing) {
  TwinBench bench(1);
  std::filesystem::create_directories(bench.scratch / "image");
  bench.driver.programs = bench.scratch / "image";
  expect(bench.judge("programs", "programs_hold_no_secret"), Verdict::inconclusive);
}

TEST(StorageProbe, closed_files_without_the_password_pass_and_each_fault_is_found) {
  const auto judge = [](unsigned mode, std::string_view content) {
    TwinBench bench(1);
    ::chmod(bench.scratch.path().c_str(), 0755);
    std::filesystem::create_directory(bench.scratch / "state");
    ::chmod((bench.scratch / "state").c_str(), 0755);
    bench.write("state/db", content);
    ::chmod((bench.scratch / "state/db").c_str(), mode);
    bench.driver.state_folder = bench.scratch / "state";
    return bench.judge("storage", "stored_secrets_are_guarded");
  };
  expect(judge(0600, "noise"), Verdict::pass);
  expect(judge(0644, "noise"), Verdict::fail, "open to every user");
  expect(judge(0600, std::string("row: ") + testing::kOwnerPassword), Verdict::fail, "as it is");
}

}  // namespace
}  // namespace cardea::assess
