// SPDX-License-Identifier: Apache-2.0
// One run: freeze what goes in, gather facts, judge them, write what comes out. And the way back: from a folder of
// evidence to the same verdicts, by anybody, later.
#pragma once

#include <functional>

#include "assess/evidence/evidence_log.hpp"
#include "assess/judge/assessment.hpp"

namespace cardea::assess {

struct RunOptions {
  std::string declaration;  // product.toml
  std::string driver;       // driver.json
  std::string out;          // a folder; evidence that is there already is never overwritten
};

struct RunResult {
  std::vector<Fact> facts;
  Assessment assessment;
};

using Say = std::function<void(const std::string& talk)>;

Outcome<RunResult> run_assessment(const RunOptions& options, const Clock& clock, const Say& say);

// Reads the evidence of a folder, checks its chain and judges it again. Nothing else of the folder is believed.
Outcome<RunResult> judge_again(const std::string& folder);

// judge_again, and compares with what the run wrote: assessment.json and report.html, byte by byte.
Outcome<RunResult> verify_run(const std::string& folder);

}  // namespace cardea::assess
