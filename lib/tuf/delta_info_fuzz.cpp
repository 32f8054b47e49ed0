// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/json.hpp"
#include "lib/tuf/delta_info.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto custom = cardea::parse_json(input);
  if (!custom) return;
  const auto info = cardea::tuf::parse_delta_info(*custom);
  if (!info) return;
  const auto again = cardea::tuf::parse_delta_info(cardea::tuf::encode_delta_info(*info));
  require(again.ok() && again->model == info->model && again->from == info->from && again->to == info->to &&
              again->head_size == info->head_size && again->head_sha256 == info->head_sha256,
          "what was read can be written and read again");
}
