// SPDX-License-Identifier: Apache-2.0
// The file in which a person answers the units that a program leaves open: made by print_questions, filled in by hand. Keys and
// what they want: docs/assess.md. Whether an answer may be given at all is decided where it is recorded (record.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

struct UnitAnswer {
  std::string unit;                       // "5.2-2-1.a"
  std::string verdict;                    // "pass", "fail", "inconclusive"; empty: not answered yet
  std::string rationale;                  // why; never empty where there is a verdict
  std::vector<std::string> read;          // files, beside the answers file unless they start with /
  std::vector<std::int64_t> records;      // of the evidence
  std::optional<std::int64_t> expires_s;  // midnight UTC of that day; from then on the unit is open again
};

struct Review {
  std::string run;  // run_head of the evidence that the questions were made from
  std::string reviewer;
  std::string role;
  std::vector<UnitAnswer> answers;  // those with a verdict
};

inline constexpr std::size_t kRationaleMin = 10;  // letters: "ok" is no reason

// Err::bad_value: the place and what it lacks. Neither an unknown unit nor the same one twice gets through.
Outcome<Review> parse_review(Bytes file);

}  // namespace cardea::assess
