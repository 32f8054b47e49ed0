// SPDX-License-Identifier: Apache-2.0
// No head promises more than fits the buffer that a response is read into, nor less than itself.
#include "device/boards/tpm_link.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto head = cardea::board::parse_tpm_head(input);
  if (head) require(input.size() >= 10 && head->size >= 10 && head->size <= cardea::board::kTpmResponseMax);
}
