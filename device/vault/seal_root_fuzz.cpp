// SPDX-License-Identifier: Apache-2.0
// What parse_seal_root accepts, encode_seal_root reproduces.
#include "device/vault/file_provider.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto root = cardea::vault::parse_seal_root(input);
  if (root) require(cardea::equal(cardea::vault::encode_seal_root(*root).expose_secret(), input));
}
