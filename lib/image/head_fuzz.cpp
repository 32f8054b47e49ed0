// SPDX-License-Identifier: Apache-2.0
#include "lib/image/head.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto manifest = cardea::image::parse_head(input);
  if (!manifest) return;
  const auto again = cardea::image::encode_head(*manifest);
  require(again.ok(), "what was read can be written");
  require(again->size() <= input.size() && cardea::equal(*again, input.first(again->size())),
          "what was read is written byte for byte");
}
