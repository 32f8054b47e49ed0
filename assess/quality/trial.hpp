// SPDX-License-Identifier: Apache-2.0
// Every lie is judged as a run of it would be, beside the run of the truth: is it found, and by what?
#pragma once

#include "assess/quality/mutants.hpp"
#include "assess/quality/sayings.hpp"
#include "assess/quality/true_run.hpp"

namespace cardea::assess::quality {

struct Tried {
  Mutant mutant;
  bool refused = false;       // by the lint: a run would not begin
  bool worse = false;         // a unit's verdict became worse
  bool contradicted = false;  // a contradiction appeared
  std::string by;             // the first thing that found it

  bool found() const { return refused || worse || contradicted; }
};

// `sayings` grows by all that is said of them, and of the truth.
std::vector<Tried> try_mutants(TrueRun& run, const std::vector<Mutant>& mutants, Sayings& sayings);
std::string print_trial(const std::vector<Tried>& tried);
std::size_t unexplained(const std::vector<Tried>& tried);  // not found, and nobody knows why

}  // namespace cardea::assess::quality
