// SPDX-License-Identifier: Apache-2.0
#include "assess/run_folder.hpp"

#include <algorithm>

#include "assess/report/report.hpp"
#include "assess/review/record.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kReportFileMax = 64U << 20;
constexpr const char* kWhyNot = "the report was changed after the run, or made by another version of this program";
constexpr const char* kReportFile = "/assessment.json";
constexpr std::pair<const char*, Language> kPageFiles[]{{"/report.html", Language::en}, {"/report.zh.html", Language::zh}};

// Byte for byte what this program makes of the evidence.
Outcome<Unit> compare(const std::string& path, const std::string& expected) {
  const auto read = store::read_text(path, expected.size());
  if (!read && read.error().code == Err::too_large)
    return Problem(Err::unauthentic, path + " does not follow from the evidence: it goes on behind what follows from it",
                   kWhyNot);
  TRY(const std::string there, at_place(read, path));
  if (there == expected) return kOk;
  const auto [a, b] = std::mismatch(there.begin(), there.end(), expected.begin(), expected.end());
  return Problem(Err::unauthentic,
                 path + " does not follow from the evidence: it differs at byte " + std::to_string(a - there.begin()), kWhyNot);
}

// Records that are missing at the end leave a chain that is whole; the report says how many there were.
Outcome<Unit> compare_length(const std::string& folder, const RunResult& result) {
  const std::string path = folder + kReportFile;
  const auto file = store::read_file(path, kReportFileMax);
  const auto report = file ? parse_json(*file, {kReportFileMax, 16, kReportFileMax}) : Result<Value>(file.error());
  const auto said = report ? report->integer("evidence_records") : Result<std::int64_t>(report.error());
  const auto there = static_cast<std::int64_t>(result.facts.size());
  if (!said || *said <= there) return kOk;  // whatever else is wrong with it is found byte for byte
  return Problem(Err::truncated,
                 evidence_of(folder) + " ends with record " + std::to_string(there) + ", and the report was made from " +
                     std::to_string(*said) + ": record " + std::to_string(there + 1) + " is missing",
                 "the evidence was cut off after the run");
}

}  // namespace

std::string evidence_of(const std::string& folder) {
  return folder + "/evidence.log";
}

Outcome<Unit> write_reports(const std::string& folder, const RunResult& result) {
  const Facts facts(result.facts);
  TRY_(
      at_place(store::write_file(folder + kReportFile, as_bytes(print_report_json(report_value(result.assessment, facts))), 0644),
               folder + kReportFile));
  for (const auto& [name, language] : kPageFiles)
    TRY_(at_place(store::write_file(folder + name, as_bytes(print_html(result.assessment, facts, language)), 0644),
                  folder + name));
  return kOk;
}

Outcome<Evidence> read_evidence(const std::string& folder) {
  TRY(const Buffer bytes, at_place(store::read_file(evidence_of(folder), kEvidenceBytesMax), evidence_of(folder)));
  return parse_evidence(bytes);
}

Outcome<RunResult> judge_again(const std::string& folder) {
  TRY(Evidence evidence, read_evidence(folder));
  Assessment assessment = assess(Facts(evidence.facts), evidence.head);
  return RunResult{std::move(evidence.facts), std::move(assessment)};
}

Outcome<RunResult> verify_run(const std::string& folder) {
  TRY(RunResult result, judge_again(folder));
  TRY_(compare_length(folder, result));
  const Facts facts(result.facts);
  TRY_(compare(folder + kReportFile, print_report_json(report_value(result.assessment, facts))));
  for (const auto& [name, language] : kPageFiles) TRY_(compare(folder + name, print_html(result.assessment, facts, language)));
  return result;
}

Outcome<Reviewed> review_run(const std::string& folder, const std::string& answers_file, const Clock& clock) {
  TRY(const Buffer file, at_place(store::read_file(answers_file), answers_file));
  TRY(const Review review, parse_review(file));
  const std::size_t slash = answers_file.rfind('/');
  return take_over(folder, review, slash == std::string::npos ? "." : answers_file.substr(0, slash), clock);
}

Outcome<Reviewed> take_over(const std::string& folder, const Review& review, const std::string& read_from, const Clock& clock) {
  TRY(EvidenceLog log, EvidenceLog::go_on(evidence_of(folder), clock));
  if (log.facts().empty())
    return Problem(Err::truncated, evidence_of(folder) + " is empty", "a run without evidence proves nothing");
  TRY(const std::size_t recorded, record_review(review, read_from, log, clock));
  Reviewed reviewed{recorded, {log.facts(), assess(Facts(log.facts()), log.head())}};
  TRY_(write_reports(folder, reviewed.result));
  return reviewed;
}

}  // namespace cardea::assess
