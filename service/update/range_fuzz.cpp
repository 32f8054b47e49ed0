// SPDX-License-Identifier: Apache-2.0
// parse_range: what it gives lies inside the file, for any header and any size.
#include "lib/codec/reader.hpp"
#include "service/update/repository.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  cardea::Reader r(input);
  const auto size = r.u64();
  if (!size) return;
  const auto range = cardea::service::parse_range(cardea::as_text(*r.take(r.left())), *size);
  if (!range) return;
  require(range->length > 0 && range->first < *size && range->length <= *size - range->first);
}
