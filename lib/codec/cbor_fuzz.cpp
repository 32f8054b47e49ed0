// SPDX-License-Identifier: Apache-2.0
// What parse_cbor accepts, encode_cbor reproduces byte for byte.
#include "lib/codec/cbor.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto value = cardea::parse_cbor(input);
  if (value) require(cardea::equal(cardea::encode_cbor(*value), input));
}
