// SPDX-License-Identifier: Apache-2.0
// What parse_stored_object accepts, encode_stored_object reproduces.
#include "device/vault/tpm2/stored_object.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto object = cardea::vault::tpm2::parse_stored_object(input);
  if (object) require(cardea::equal(cardea::vault::tpm2::encode_stored_object(*object), input));
}
