// SPDX-License-Identifier: Apache-2.0
// What parse_number, parse_duration_s and parse_endpoint accept says itself again.
#include "maker/release/words.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const std::string text(as_text(input));
  if (const auto number = release::parse_number(text, "n")) {
    const auto again = release::parse_number(std::to_string(*number), "n");
    require(again.ok() && *again == *number);
  }
  if (const auto seconds = release::parse_duration_s(text, "n")) {
    const auto again = release::parse_duration_s(std::to_string(*seconds) + "s", "n");
    require(*seconds > 0 && again.ok() && *again == *seconds);
  }
  if (const auto endpoint = release::parse_endpoint(text)) {
    const auto again = release::parse_endpoint('[' + endpoint->address + "]:" + std::to_string(endpoint->port));
    require(endpoint->port != 0 && again.ok() && again->address == endpoint->address && again->port == endpoint->port);
  }
}
