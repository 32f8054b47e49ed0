// SPDX-License-Identifier: Apache-2.0
#include "assess/evidence/evidence_log.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto evidence = assess::parse_evidence(input);
  if (!evidence) {
    require(!evidence.error().message.empty(), "a refusal says what is wrong");
    return;
  }
  require(!evidence->facts.empty(), "accepted evidence is never empty");
  for (std::size_t i = 0; i < evidence->facts.size(); ++i)
    require(evidence->facts[i].seq == i + 1, "records are numbered without gaps");
}
