// SPDX-License-Identifier: Apache-2.0
// A date has one form: what parse_rfc3339 and parse_date accept is what is written for it.
#include "lib/base/time.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto time = parse_rfc3339(as_text(input));
  if (time) require(to_rfc3339(*time) == as_text(input));
  const auto date = parse_date(as_text(input));
  if (date) require(to_date(*date) == as_text(input));
}
