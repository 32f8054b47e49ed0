// SPDX-License-Identifier: Apache-2.0
#include "assess/review/answers.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "assess/input/fields.hpp"
#include "assess/input/tree.hpp"
#include "assess/standard/standard.hpp"
#include "lib/base/time.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 3> kVerdicts{"pass", "fail", "inconclusive"};

void read_expiry(Fields& fields, UnitAnswer& answer) {
  const std::string date = fields.text("expires");
  if (date.empty()) return;
  const auto midnight = parse_date(date);
  if (!midnight) return fields.complain(".expires is no date", "write it as 2027-06-30");
  answer.expires_s = *midnight;
}

// A verdict rests on something that was read, and says why: neither is ever filled in for the person.
void check(const UnitAnswer& answer, Fields& fields) {
  if (find_unit(answer.unit) == nullptr)
    return fields.complain("names the unit \"" + answer.unit + "\", which TS 103 701 does not have");
  if (answer.verdict.empty()) return;
  if (std::find(kVerdicts.begin(), kVerdicts.end(), answer.verdict) == kVerdicts.end())
    return fields.complain("(" + answer.unit + ") has the verdict \"" + answer.verdict + "\"", "pass, fail or inconclusive");
  if (answer.rationale.size() < kRationaleMin)
    return fields.complain("(" + answer.unit + ") gives no rationale", "write in a sentence why it is " + answer.verdict);
  if (answer.read.empty() && answer.records.empty())
    fields.complain("(" + answer.unit + ") does not say what was looked at",
                    "name files in \"read\" or evidence records in \"records\"");
}

UnitAnswer read_answer(Fields& fields) {
  UnitAnswer answer;
  answer.unit = fields.required_text("unit");
  answer.verdict = fields.text("verdict");
  answer.rationale = fields.text("rationale");
  answer.read = fields.texts("read");
  answer.records = fields.numbers("records", {});
  read_expiry(fields, answer);
  check(answer, fields);
  fields.finish();
  return answer;
}

}  // namespace

Outcome<Review> parse_review(Bytes file) {
  TRY(const Value tree, read_tree(file, "answers"));
  std::optional<Problem> problem;
  Fields root(&tree, "answers", problem, "docs/assess.md lists the keys");
  Review review{root.required_text("run"), root.required_text("reviewer"), root.required_text("role"), {}};
  std::set<std::string> seen;
  for (Fields& fields : root.objects("answer")) {
    UnitAnswer answer = read_answer(fields);
    if (!seen.insert(answer.unit).second) fields.complain("answers " + answer.unit + " a second time");
    if (!answer.verdict.empty()) review.answers.push_back(std::move(answer));
  }
  root.finish();
  if (problem) return std::move(*problem);
  return review;
}

}  // namespace cardea::assess
