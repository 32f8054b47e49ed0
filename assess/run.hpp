// SPDX-License-Identifier: Apache-2.0
// One run: freeze what goes in, gather facts, judge them, write what comes out. The way back is run_folder.hpp.
#pragma once

#include <functional>

#include "assess/run_folder.hpp"

namespace cardea::assess {

struct RunOptions {
  std::string declaration;  // product.toml
  std::string driver;       // driver.json
  std::string out;          // a folder. Evidence that is there is never overwritten; that of an interrupted run is gone on with
  std::string plan = {};    // of assess plan; when given, the run must be of this very plan
};

using Say = std::function<void(const std::string& talk)>;

Outcome<RunResult> run_assessment(const RunOptions& options, const Clock& clock, const Say& say);

}  // namespace cardea::assess
