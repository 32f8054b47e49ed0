// SPDX-License-Identifier: Apache-2.0
#include "maker/release/signing_key.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto place = cardea::release::parse_key_place(cardea::as_text(input));
  if (!place) return;
  const bool named = !place->module.empty() && !place->token.empty() && !place->object.empty();
  require(place->in_token() == named, "a key is in one place, which is named in full");
}
