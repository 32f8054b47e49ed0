// SPDX-License-Identifier: Apache-2.0
// What parse_epoch accepts, encode_epoch reproduces.
#include "device/vault/file_provider.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto epoch = cardea::vault::parse_epoch(input);
  if (epoch) require(cardea::equal(cardea::vault::encode_epoch(*epoch), input));
}
