// SPDX-License-Identifier: Apache-2.0
#include "device/steward/factory.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto record = cardea::steward::parse_factory_record(input);
  if (record) require(cardea::equal(cardea::steward::encode_factory_record(*record), input), "what is accepted is reproduced");
}
