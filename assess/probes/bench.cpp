// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/bench.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace cardea::assess {

namespace {

bool has_door(const Driver& driver) {
  return !driver.target.door.empty();
}
bool has_pages(const Driver& driver) {
  return has_door(driver) && driver.target.speaks == Speaks::http;
}
bool has_account(const Driver& driver) {
  return !driver.accounts.empty();
}
bool has_processes(const Driver& driver) {
  return !driver.processes.pid_files.empty() || !driver.processes.command.empty();
}
bool has_documents(const Driver& driver) {
  return !driver.documents.empty() || !driver.manuals.empty();
}

constexpr std::array<Probe, 22> kProbes{{
    {"imports", Effect::reads, probe_imports, "imports", [](const Driver& d) { return !d.imports.empty(); }},
    {"listeners", Effect::reads, probe_listeners, {}},
    {"tls", Effect::reads, probe_tls, "target.door", has_door},
    {"disclosure", Effect::reads, probe_disclosure, {}},
    {"documents", Effect::reads, probe_documents, "documents", has_documents},
    {"discovery", Effect::reads, probe_discovery, "target.door", has_pages},
    {"processes", Effect::reads, probe_processes, "processes", has_processes},
    {"programs", Effect::reads, probe_programs, "programs", [](const Driver& d) { return !d.programs.empty(); }},
    {"image", Effect::reads, probe_image, "image", [](const Driver& d) { return !d.image.root.empty(); }},
    {"storage", Effect::reads, probe_storage, "state_folder", [](const Driver& d) { return !d.state_folder.empty(); }},
    {"access", Effect::attempts, probe_access, "target.door", has_door},
    {"methods", Effect::attempts, probe_methods, "target.door", has_pages},
    {"passwords", Effect::attempts, probe_passwords, "accounts", has_account},
    {"brute_force", Effect::attempts, probe_brute_force, "accounts", has_account},
    {"update", Effect::changes, probe_update, "update", [](const Driver& d) { return !d.update.path.empty(); }},
    {"change", Effect::changes, probe_change, "change", [](const Driver& d) { return !d.change.empty() && has_account(d); }},
    {"traffic", Effect::changes, probe_traffic, "traffic", [](const Driver& d) { return d.traffic.wanted; }},
    {"client_tls", Effect::changes, probe_client_tls, "client", [](const Driver& d) { return !d.client.empty(); }},
    {"inputs", Effect::changes, probe_inputs, "inputs", [](const Driver& d) { return d.inputs.wanted && has_door(d); }},
    {"outage", Effect::changes, probe_outage, "outage", [](const Driver& d) { return !d.outage.empty(); }},
    {"deletion", Effect::destroys, probe_deletion, "deletion", [](const Driver& d) { return !d.deletion.empty(); }},
    {"states", Effect::destroys, probe_states, "states", [](const Driver& d) { return !d.states.empty(); }},
}};

Status run_one(const Probe& probe, const Bench& bench, Recorder& recorder) {
  bench.say("probe " + std::string(probe.name) + " (" + std::string(name_of(probe.effect)) + ")");
  const auto started = std::chrono::steady_clock::now();
  Notes notes(recorder, probe.name, probe.effect);
  std::int64_t waited_s = 0;
  Bench counting = bench;
  counting.waited_s = &waited_s;
  const Status ran = probe.run(counting, notes);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
  Value values = end_of_probe(ran);
  values.set("took_ms", std::int64_t{took}).set("waited_s", waited_s);
  if (!ran) bench.say("probe " + std::string(probe.name) + ": " + Problem::describe(ran.error()));
  return notes.write("probe", std::move(values));
}

enum class Progress : std::uint8_t { none, begun, done };

Progress progress_of(const Probe& probe, const std::vector<Fact>& facts) {
  Progress progress = Progress::none;
  for (const Fact& fact : facts) {
    if (fact.probe != probe.name) continue;
    progress = fact.subject == "probe" ? Progress::done : Progress::begun;
  }
  return progress;
}

}  // namespace

std::span<const Probe> probes() {
  return kProbes;
}

Value end_of_probe(const Status& ran) {
  Value values;
  values.set("done", ran.ok());
  if (!ran) values.set("described", ran.error().code != Err::unsupported).set("why", Problem::describe(ran.error()));
  return values;
}

bool Bench::has_facts_of(std::string_view probe) const {
  return found != nullptr && std::any_of(found->begin(), found->end(), [&](const Fact& fact) { return fact.probe == probe; });
}

Status run_probes(const Bench& bench, EvidenceLog& log) {
  Bench with_findings = bench;
  with_findings.found = &log.facts();
  SlowAnswers slow;
  with_findings.slow = &slow;
  for (const Probe& probe : probes()) {
    const Progress progress = progress_of(probe, log.facts());
    if (progress == Progress::done) continue;
    if (progress == Progress::begun) TRY_(log.record(probe.name, probe.effect, std::string(kAgain), {}));
    TRY_(run_one(probe, with_findings, log));
    TRY_(log.sync());
  }
  return kOk;
}

std::vector<const Fact*> declared_rows(std::span<const Fact> declaration, std::string_view table) {
  std::vector<const Fact*> rows;
  for (const Fact& fact : declaration) {
    if (fact.probe == "declaration" && fact.text("table") == table) rows.push_back(&fact);
  }
  return rows;
}

const Fact* declared_row(std::span<const Fact> declaration, std::string_view id) {
  for (const Fact& fact : declaration) {
    if (fact.probe == "declaration" && fact.text("id") == id) return &fact;
  }
  return nullptr;
}

std::uint16_t port_of(const Driver& driver, const Fact& interface_row) {
  const auto mapped = driver.target.interfaces.find(interface_row.text("id"));
  if (mapped != driver.target.interfaces.end()) return mapped->second;
  return static_cast<std::uint16_t>(interface_row.number("port"));
}

void Bench::wait(std::int64_t seconds) const {
  say("the target asks to wait " + std::to_string(seconds) + " s");
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  if (waited_s != nullptr) *waited_s += seconds;
}

Door Bench::door() const {
  Door door;
  door.endpoint.address = driver.target.address;
  const Fact* row = declared_row(declaration, driver.target.door);
  const auto mapped = driver.target.interfaces.find(driver.target.door);
  if (row != nullptr)
    door.endpoint.port = port_of(driver, *row);
  else if (mapped != driver.target.interfaces.end())
    door.endpoint.port = mapped->second;
  door.tls = driver.target.tls;
  door.host = driver.target.host;
  door.spki_pin = driver.target.spki_pin;
  door.slow = slow;
  return door;
}

}  // namespace cardea::assess
