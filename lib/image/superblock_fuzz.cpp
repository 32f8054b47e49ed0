// SPDX-License-Identifier: Apache-2.0
#include "lib/image/head.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto superblock = cardea::image::parse_superblock(input);
  if (superblock)
    require(cardea::equal(cardea::image::encode_superblock(*superblock), input), "what was read is written byte for byte");
}
