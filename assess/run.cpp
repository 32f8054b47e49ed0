// SPDX-License-Identifier: Apache-2.0
#include "assess/run.hpp"

#include "assess/freeze.hpp"
#include "assess/probes/bench.hpp"
#include "assess/probes/processes.hpp"
#include "lib/store/file.hpp"
#include "product/lint.hpp"

namespace cardea::assess {

namespace {

Outcome<product::Declaration> read_declaration(const std::string& path, const Clock& clock) {
  TRY(product::Lint checked, product::lint(path, clock));
  if (checked.usable()) return std::move(*checked.declaration);
  const std::string first = checked.findings.empty() ? path : product::describe(checked.findings.front());
  return Problem(Err::bad_value, "the declaration is not fit to assess: " + first, "cardea product lint " + path);
}

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
  if (reply || reply.error().code == Err::bad_value || reply.error().code == Err::too_large) return kOk;  // it answers, if oddly
  return not_there(where, reply.error());
}

Status gather(const Driver& driver, const product::Declaration& declaration, Bench& bench, EvidenceLog& log) {
  const std::size_t first = log.facts().size();
  TRY_(freeze_declaration(declaration, log));
  const std::vector<Fact> frozen(log.facts().begin() + static_cast<std::ptrdiff_t>(first), log.facts().end());
  TRY_(freeze_interfaces(driver, frozen, log));
  TRY_(log.sync());
  bench.declaration = frozen;
  TRY_(run_probes(bench, log));
  bench.declaration = {};
  return log.sync();
}

}  // namespace

Outcome<RunResult> run_assessment(const RunOptions& options, const Clock& clock, const Say& say) {
  TRY(const product::Declaration declaration, read_declaration(options.declaration, clock));
  TRY(const Buffer declaration_file, at_place(store::read_file(options.declaration), options.declaration));
  TRY(const Buffer driver_file, at_place(store::read_file(options.driver), options.driver));
  TRY(const Driver driver, parse_driver(driver_file));
  Bench bench{driver, {}, {}, say};
  TRY(bench.pids, at_place(find_target_processes(driver), "the target's processes"));
  FactList declared;  // the door's port may be the declared one
  TRY_(freeze_declaration(declaration, declared));
  bench.declaration = declared.facts();
  TRY_(check_identity(bench));
  TRY_(at_place(store::make_directory(options.out, 0755), options.out));
  auto log = EvidenceLog::create(evidence_of(options.out), clock);
  if (!log)
    return Problem(log.error().code, evidence_of(options.out) + ": " + Problem::describe(log.error()),
                   "name a new folder with --out");
  TRY_(freeze_bench(driver, driver_file, declaration_file, *log));
  TRY_(gather(driver, declaration, bench, *log));
  RunResult result{log->facts(), assess(Facts(log->facts()), log->head())};
  TRY_(write_reports(options.out, result));
  return result;
}

}  // namespace cardea::assess
