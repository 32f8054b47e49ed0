// SPDX-License-Identifier: Apache-2.0
// The folder of a run: evidence.log, and what follows from it (assessment.json, report.html, report.zh.html). Whoever has the
// folder can make every verdict again, and a person's answers are put behind the evidence here.
#pragma once

#include "assess/evidence/evidence_log.hpp"
#include "assess/judge/assessment.hpp"
#include "assess/review/answers.hpp"

namespace cardea::assess {

struct RunResult {
  std::vector<Fact> facts;
  Assessment assessment;
};

std::string evidence_of(const std::string& folder);  // its path

Outcome<Evidence> read_evidence(const std::string& folder);  // its chain is checked

Outcome<Unit> write_reports(const std::string& folder, const RunResult& result);

// Reads the evidence of a folder, checks its chain and judges it again. Nothing else of the folder is believed.
Outcome<RunResult> judge_again(const std::string& folder);

// judge_again, and compares with what the run wrote: assessment.json and both pages, byte by byte.
Outcome<RunResult> verify_run(const std::string& folder);

struct Reviewed {
  std::size_t recorded = 0;  // answers
  RunResult result;
};

// Takes over answers, all or none, and writes the reports again. Files that were read lie below `read_from`.
Outcome<Reviewed> take_over(const std::string& folder, const Review& review, const std::string& read_from, const Clock& clock);

// The same from a file (review/answers.hpp).
Outcome<Reviewed> review_run(const std::string& folder, const std::string& answers_file, const Clock& clock);

}  // namespace cardea::assess
