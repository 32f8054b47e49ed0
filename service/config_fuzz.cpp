// SPDX-License-Identifier: Apache-2.0
// What parse_config accepts, print_config says again.
#include "service/config.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto config = service::parse_config(input);
  if (!config) return;
  const std::string printed = service::print_config(*config);
  const auto again = service::parse_config(as_bytes(printed));
  require(again.ok() && service::print_config(*again) == printed);
}
