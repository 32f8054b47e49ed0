// SPDX-License-Identifier: Apache-2.0
#include "lib/delta/delta.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto head = cardea::delta::parse_head(input);
  if (head) require(cardea::equal(cardea::delta::encode_head(*head), input), "what was read is written byte for byte");
}
