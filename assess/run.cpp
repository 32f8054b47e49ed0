// SPDX-License-Identifier: Apache-2.0
#include "assess/run.hpp"

#include "assess/freeze.hpp"
#include "assess/probes/bench.hpp"
#include "assess/probes/processes.hpp"
#include "assess/report/report.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "product/lint.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kEvidenceFile = "/evidence.log";
constexpr const char* kReportFile = "/assessment.json";
constexpr const char* kPageFile = "/report.html";

template <class T>
Outcome<T> at_edge(Result<T> result, const std::string& where) {
  if (result) return std::move(*result);
  return Problem(result.error().code, where + ": " + Problem::describe(result.error()));
}

Outcome<product::Declaration> read_declaration(const std::string& path, const Clock& clock) {
  TRY(product::Lint checked, product::lint(path, clock));
  if (checked.usable()) return std::move(*checked.declaration);
  const std::string first = checked.findings.empty() ? path : product::describe(checked.findings.front());
  return Problem(Err::bad_value, "the declaration is not fit to assess: " + first, "cardea product lint " + path);
}

// The door must answer, and be the target's own: what is tried on another machine proves nothing about this one.
Outcome<Unit> check_identity(const Bench& bench) {
  if (bench.driver.target.door.empty()) return kOk;
  const Door door = bench.door();
  const std::string where = bench.driver.target.name + " at " + print_endpoint(door.endpoint);
  const auto reply = exchange(door, {});
  if (reply || reply.error().code == Err::bad_value || reply.error().code == Err::too_large) return kOk;  // it answers, if oddly
  return Problem(reply.error().code, where + ": " + Problem::describe(reply.error()),
                 "is the target running, and does the driver name the right door and pin?");
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

Outcome<Unit> write_reports(const std::string& folder, const RunResult& result) {
  const Facts facts(result.facts);
  TRY_(at_edge(store::write_file(folder + kReportFile, as_bytes(print_json_pretty(report_value(result.assessment, facts))), 0644),
               folder + kReportFile));
  TRY_(at_edge(store::write_file(folder + kPageFile, as_bytes(print_html(result.assessment, facts)), 0644), folder + kPageFile));
  return kOk;
}

// Byte for byte what this program makes of the evidence.
Outcome<Unit> compare(const std::string& path, const std::string& expected) {
  TRY(const std::string there, at_edge(store::read_text(path, 64U << 20), path));
  if (there == expected) return kOk;
  const auto [a, b] = std::mismatch(there.begin(), there.end(), expected.begin(), expected.end());
  return Problem(Err::unauthentic,
                 path + " does not follow from the evidence: it differs at byte " + std::to_string(a - there.begin()),
                 "the report was changed after the run, or made by another version of this program");
}

}  // namespace

Outcome<RunResult> run_assessment(const RunOptions& options, const Clock& clock, const Say& say) {
  TRY(const product::Declaration declaration, read_declaration(options.declaration, clock));
  TRY(const Buffer declaration_file, at_edge(store::read_file(options.declaration), options.declaration));
  TRY(const Buffer driver_file, at_edge(store::read_file(options.driver), options.driver));
  TRY(const Driver driver, parse_driver(driver_file));
  Bench bench{driver, {}, {}, say};
  TRY(bench.pids, at_edge(find_target_processes(driver), "the target's processes"));
  TRY_(check_identity(bench));
  TRY_(at_edge(store::make_directory(options.out, 0755), options.out));
  auto log = EvidenceLog::create(options.out + kEvidenceFile, clock);
  if (!log)
    return Problem(log.error().code, options.out + kEvidenceFile + ": " + Problem::describe(log.error()),
                   "name a new folder with --out");
  TRY_(freeze_bench(driver, driver_file, declaration_file, *log));
  TRY_(gather(driver, declaration, bench, *log));
  RunResult result{log->facts(), assess(Facts(log->facts()), log->head())};
  TRY_(write_reports(options.out, result));
  return result;
}

Outcome<RunResult> judge_again(const std::string& folder) {
  TRY(const Buffer bytes, at_edge(store::read_file(folder + kEvidenceFile, kEvidenceBytesMax), folder + kEvidenceFile));
  TRY(Evidence evidence, parse_evidence(bytes));
  Assessment assessment = assess(Facts(evidence.facts), evidence.head);
  return RunResult{std::move(evidence.facts), std::move(assessment)};
}

Outcome<RunResult> verify_run(const std::string& folder) {
  TRY(RunResult result, judge_again(folder));
  const Facts facts(result.facts);
  TRY_(compare(folder + kReportFile, print_json_pretty(report_value(result.assessment, facts))));
  TRY_(compare(folder + kPageFile, print_html(result.assessment, facts)));
  return result;
}

}  // namespace cardea::assess
