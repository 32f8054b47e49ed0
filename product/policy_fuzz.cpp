// SPDX-License-Identifier: Apache-2.0
#include "product/policy.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {  // what we accept, we reproduce byte for byte
  const auto policy = cardea::product::parse_policy(input);
  if (!policy) return;
  require(cardea::equal(cardea::product::encode_policy(*policy), input), "an accepted policy does not encode back to its bytes");
  require(cardea::product::check_policy(*policy).ok(), "an accepted policy does not pass its own check");
}
