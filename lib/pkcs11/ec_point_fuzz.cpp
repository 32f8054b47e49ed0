// SPDX-License-Identifier: Apache-2.0
// A point that parse_ec_point accepts ends as the last 64 bytes of the key, in the one form that keys have.
#include "lib/pkcs11/token.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto key = pkcs11::parse_ec_point(input);
  if (key) require(key->spki.size() == 91 && equal(Bytes(key->spki).last(64), input.last(64)));
}
