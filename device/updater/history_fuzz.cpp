// SPDX-License-Identifier: Apache-2.0
#include "device/updater/history.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto history = cardea::updater::parse_history(input);
  if (history) require(cardea::equal(cardea::updater::encode_history(*history), input), "what was read is written byte for byte");
}
