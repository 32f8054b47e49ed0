// SPDX-License-Identifier: Apache-2.0
// What parse_json accepts, every printed form of it says again.
#include <algorithm>

#include "lib/codec/json.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

void means_the_same(const std::string& printed, const cardea::Value& value) {
  // Printing may lengthen (escapes, spaces): the bound on bytes is the input's, not the output's.
  const auto again = cardea::parse_json(cardea::as_bytes(printed), {.bytes_max = 64U << 20});
  require(again.ok(), "what was printed does not parse");
  require(*again == value, "what was printed means something else");
}

}  // namespace

void fuzz(cardea::Bytes input) {
  if (const auto foreign = cardea::parse_json(input, {}, cardea::Fractions::as_text)) means_the_same(cardea::print_json(*foreign), *foreign);
  const auto value = cardea::parse_json(input);
  if (!value) return;
  means_the_same(cardea::print_json(*value), *value);
  means_the_same(cardea::print_json_pretty(*value), *value);
  const std::string canonical = cardea::canonical_json(*value);
  // Canonical JSON leaves control characters as they are, which is not JSON any more.
  const bool plain = std::none_of(canonical.begin(), canonical.end(), [](unsigned char c) { return c < 0x20; });
  if (plain) means_the_same(canonical, *value);
}
