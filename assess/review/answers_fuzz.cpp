// SPDX-License-Identifier: Apache-2.0
#include "assess/review/answers.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto review = assess::parse_review(input);
  if (!review) {
    require(!review.error().message.empty(), "a refusal says what is wrong");
    return;
  }
  require(!review->reviewer.empty() && !review->run.empty(), "an accepted file says who answers about which run");
  for (const assess::UnitAnswer& answer : review->answers) {
    require(!answer.verdict.empty() && answer.rationale.size() >= assess::kRationaleMin, "an answer says what and why");
    require(!answer.read.empty() || !answer.records.empty(), "an answer says what was looked at");
  }
}
