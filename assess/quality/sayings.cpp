// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/sayings.hpp"

#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess::quality {

void add_findings(const Judgement& judgement, Sayings& sayings) {
  if (!judgement.by_a_person) sayings.insert(judgement.findings.begin(), judgement.findings.end());
}

Sayings without_chinese(const Sayings& sayings) {
  Sayings missing;
  for (const std::string& one : sayings) {
    if (!chinese_of(one)) missing.insert(one);
  }
  return missing;
}

std::string print_sayings(const Sayings& sayings) {
  const Sayings missing = without_chinese(sayings);
  std::string out = "findings: " + std::to_string(sayings.size()) + " different ones, " + std::to_string(missing.size()) +
                    " without words in Chinese\n";
  for (const std::string& one : missing) out += "  " + printable(one) + "\n";
  return out;
}

}  // namespace cardea::assess::quality
