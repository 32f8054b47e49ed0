// SPDX-License-Identifier: Apache-2.0
// What parse_release_number reads, written out in full, is the same number.
#include "lib/tuf/release_info.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto number = tuf::parse_release_number(as_text(input));
  if (!number) return;
  std::string full;
  for (const std::uint32_t part : number->parts) full += (full.empty() ? "" : ".") + std::to_string(part);
  const auto again = tuf::parse_release_number(full);
  require(again.ok() && *again == *number);
}
