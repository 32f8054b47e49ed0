// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/json.hpp"
#include "lib/tuf/release_info.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto custom = cardea::parse_json(input);
  if (!custom) return;
  const auto info = cardea::tuf::parse_release_info(*custom);
  if (!info) return;
  const auto again = cardea::tuf::parse_release_info(cardea::tuf::encode_release_info(*info));
  require(again.ok() && again->version == info->version && again->root == info->root,
          "what was read can be written and read again");
}
