// SPDX-License-Identifier: Apache-2.0
// What parse_sealed_blob accepts, encode_sealed_blob reproduces.
#include "device/vault/sealed_blob.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto blob = cardea::vault::parse_sealed_blob(input);
  if (blob) require(cardea::equal(cardea::vault::encode_sealed_blob(*blob), input));
}
