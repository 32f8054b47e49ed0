// SPDX-License-Identifier: Apache-2.0
#include "assess/run_folder.hpp"

#include <algorithm>

#include "assess/report/report.hpp"
#include "assess/review/record.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kReportFile = "/assessment.json";
constexpr std::pair<const char*, Language> kPageFiles[]{{"/report.html", Language::en}, {"/report.zh.html", Language::zh}};

// Byte for byte what this program makes of the evidence.
Outcome<Unit> compare(const std::string& path, const std::string& expected) {
  TRY(const std::string there, at_place(store::read_text(path, 64U << 20), path));
  if (there == expected) return kOk;
  const auto [a, b] = std::mismatch(there.begin(), there.end(), expected.begin(), expected.end());
  return Problem(Err::unauthentic,
                 path + " does not follow from the evidence: it differs at byte " + std::to_string(a - there.begin()),
                 "the report was changed after the run, or made by another version of this program");
}

}  // namespace

std::string evidence_of(const std::string& folder) {
  return folder + "/evidence.log";
}

Outcome<Unit> write_reports(const std::string& folder, const RunResult& result) {
  const Facts facts(result.facts);
  TRY_(
      at_place(store::write_file(folder + kReportFile, as_bytes(print_json_pretty(report_value(result.assessment, facts))), 0644),
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
  const Facts facts(result.facts);
  TRY_(compare(folder + kReportFile, print_json_pretty(report_value(result.assessment, facts))));
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
  TRY(const std::size_t recorded, record_review(review, read_from, log, clock));
  Reviewed reviewed{recorded, {log.facts(), assess(Facts(log.facts()), log.head())}};
  TRY_(write_reports(folder, reviewed.result));
  return reviewed;
}

}  // namespace cardea::assess
