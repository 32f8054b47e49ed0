// SPDX-License-Identifier: Apache-2.0
#include "assess/run.hpp"

#include "assess/inputs.hpp"
#include "assess/plan.hpp"
#include "assess/probes/bench.hpp"
#include "assess/probes/processes.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

bool driver_speaks_otherwise(const Bench& bench) {
  return bench.driver.target.speaks != Speaks::http;
}

Problem not_there(const std::string& where, const Error& error) {
  return {error.code, where + ": " + Problem::describe(error),
          "is the target running, and does the driver name the right door and pin?"};
}

// The door must answer, and be the target's own: what is tried on another machine proves nothing about this one.
Outcome<Unit> check_identity(const Bench& bench) {
  if (bench.driver.target.door.empty()) return kOk;
  const Door door = bench.door();
  const std::string where = bench.driver.target.name + " at " + print_endpoint(door.endpoint);
  if (is_by_datagrams(bench.driver.target.speaks)) return kOk;  // nobody answers a knock there
  if (driver_speaks_otherwise(bench)) {
    const auto stream = open_door(door, Deadline(std::chrono::seconds(10)));
    if (stream) return kOk;
    return not_there(where, stream.error());
  }
  const auto reply = exchange(door, {});
  if (reply) return kOk;
  const Err code = reply.error().code;
  if (code == Err::bad_value || code == Err::too_large || code == Err::truncated) return kOk;  // it answers, if oddly
  return not_there(where, reply.error());
}

// A plan that somebody agreed to is the plan of this run, or the run does not begin.
Outcome<Unit> check_plan(const std::string& path, const FactList& frozen) {
  if (path.empty()) return kOk;
  TRY(const Buffer file, at_place(store::read_file(path), path));
  const Fact* plan = Facts(frozen.facts()).one("bench", "plan");
  if (plan != nullptr && plan->text("sha256") == to_hex(crypto::sha256(file))) return kOk;
  return Problem(Err::unauthentic, path + " is not the plan of this declaration and driver",
                 "one of them was changed since: make the plan again with cardea assess plan");
}

bool same(const Fact& a, const Fact& b) {
  return a.probe == b.probe && a.subject == b.subject && a.effect == b.effect && print_json(a.values) == print_json(b.values);
}

// What was frozen then; where a line was cut off stands between, and is nothing of it.
std::vector<const Fact*> frozen_in(const EvidenceLog& log) {
  std::vector<const Fact*> frozen;
  for (const Fact& fact : log.facts()) {
    if (fact.probe != "bench" || fact.subject != kCutOff) frozen.push_back(&fact);
  }
  return frozen;
}

// An interrupted run goes on only from the very same inputs, assessor included. One that was interrupted before all of them were
// written down gets the rest.
Outcome<Unit> go_on_from_same_inputs(const FactList& frozen, EvidenceLog& log, const std::string& folder) {
  const std::vector<const Fact*> then = frozen_in(log);
  const std::vector<Fact>& now = frozen.facts();
  for (std::size_t i = 0; i < now.size() && i < then.size(); ++i) {
    if (same(*then[i], now[i])) continue;
    const std::string what = "record " + std::to_string(then[i]->seq) + " (" + then[i]->subject + ")";
    return Problem(Err::exists, folder + " holds a run of other inputs: " + what + " differs", "name a new folder with --out");
  }
  for (std::size_t i = then.size(); i < now.size(); ++i)
    TRY_(log.record(now[i].probe, now[i].effect, now[i].subject, now[i].values));
  return kOk;
}

bool is_complete(const EvidenceLog& log) {
  return Facts(log.facts()).one("bench", "end") != nullptr;
}

Status write_frozen(const FactList& frozen, EvidenceLog& log) {
  for (const Fact& fact : frozen.facts()) TRY_(log.record(fact.probe, fact.effect, fact.subject, fact.values));
  return log.sync();
}

// A new log, or the one of a run that was interrupted.
Outcome<EvidenceLog> open_log(const std::string& folder, const FactList& frozen, const Clock& clock, const Say& say) {
  const std::string path = evidence_of(folder);
  if (!store::file_exists(path)) {
    TRY(EvidenceLog log, at_place(EvidenceLog::create(path, clock), path));
    TRY_(write_frozen(frozen, log));
    return log;
  }
  TRY(EvidenceLog log, EvidenceLog::go_on(path, clock));
  if (is_complete(log)) return Problem(Err::exists, path + ": a run is complete here", "name a new folder with --out");
  TRY_(go_on_from_same_inputs(frozen, log, folder));
  say("goes on with the run that was interrupted after record " + std::to_string(log.facts().size()));
  return log;
}

Status finish(EvidenceLog& log) {
  TRY_(log.record("bench", Effect::reads, "end", {}));
  return log.sync();
}

}  // namespace

Outcome<RunResult> run_assessment(const RunOptions& options, const Clock& clock, const Say& say) {
  TRY(const Inputs inputs, read_inputs(options.declaration, options.driver, clock));
  TRY(const FactList frozen, freeze(inputs));
  TRY_(check_plan(options.plan, frozen));
  Bench bench{inputs.driver, frozen.facts(), {}, say};
  TRY(bench.pids, at_place(find_target_processes(inputs.driver), "the target's processes"));
  TRY_(check_identity(bench));
  TRY_(at_place(store::make_directory(options.out, 0755), options.out));
  TRY(EvidenceLog log, open_log(options.out, frozen, clock, say));
  TRY_(run_probes(bench, log));
  TRY_(finish(log));
  RunResult result{log.facts(), assess(Facts(log.facts()), log.head())};
  TRY_(write_reports(options.out, result));
  return result;
}

}  // namespace cardea::assess
