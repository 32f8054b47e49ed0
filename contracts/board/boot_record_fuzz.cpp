// SPDX-License-Identifier: Apache-2.0
// What parse_boot_record accepts, encode_boot_record reproduces byte for byte.
#include "contracts/board/boot_record.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto record = cardea::board::parse_boot_record(input);
  if (record) require(cardea::equal(cardea::board::encode_boot_record(*record), input));
}
