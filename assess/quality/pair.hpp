// SPDX-License-Identifier: Apache-2.0
// A pair of controls for one rule: facts of a target that is right, and of one that is wrong in a single thing. The unit must
// turn with them, or the assessor is wrong. A rule may have more than one.
#pragma once

#include "assess/evidence/fact.hpp"
#include "assess/judge/verdict.hpp"

namespace cardea::assess::quality {

struct Pair {
  std::string rule;
  std::string says;   // what the two sides are
  bool live = false;  // from a twin that was probed just now; else from a file of facts
  std::vector<Fact> good;
  std::vector<Fact> bad;
  Verdict best = Verdict::pass;   // what the rule can say of the good side: PENDING HUMAN where a person always has the last word
  Verdict worst = Verdict::fail;  // of the bad side: PENDING HUMAN or INCONCLUSIVE where the rule never fails anything
  std::string best_because;       // why it is not PASS; empty when it is
  std::string worst_because;
};

// One file: {"says", "good": [{probe, subject, values}], "bad": [...]}, "at_best" and "at_worst" where they are not PASS and
// FAIL.
Outcome<Pair> read_pair(const std::string& path, const std::string& rule);
Outcome<std::vector<Pair>> read_pairs(const std::string& folder);  // by file name, in order

struct Places {
  std::string programs;  // where the twin programs were built
};
std::vector<Pair> twin_pairs(const Places& places);
void add_images(std::vector<Pair>& pairs);  // of them: those in which an image makes the difference
void add_traffic(std::vector<Pair>& pairs);  // likewise: those in which it makes the difference what can be read on the way

}  // namespace cardea::assess::quality
