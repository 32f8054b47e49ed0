// SPDX-License-Identifier: Apache-2.0
#include "lib/archive/ustar.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto member = cardea::archive::parse_ustar_header(input);
  if (!member || !*member) return;
  const auto written = cardea::archive::encode_ustar_header(**member);
  if (!written) return;  // others split a long name where we do not
  const auto again = cardea::archive::parse_ustar_header(*written);
  require(again.ok() && again->has_value(), "what we write can be read");
  require((**again).name == (**member).name && (**again).size == (**member).size, "and says the same");
}
