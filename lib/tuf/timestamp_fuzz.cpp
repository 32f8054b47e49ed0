// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/metadata.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto parsed = cardea::tuf::parse_timestamp(input);
  if (!parsed) return;
  require(input.size() <= cardea::tuf::size_max(cardea::tuf::RoleName::timestamp), "what was read is within its bound");
  require(parsed->body.version >= 1, "versions start at 1");
  require(parsed->signed_text.size() <= input.size(), "what is signed is part of the file");
}
