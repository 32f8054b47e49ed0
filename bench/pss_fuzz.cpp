// SPDX-License-Identifier: Apache-2.0
// parse_pss over what the kernel, or nobody, wrote: a number that was there, or an error.
#include "bench/device_figures.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto pss = cardea::bench::parse_pss(cardea::as_text(input));
  if (pss) require(cardea::as_text(input).find(std::to_string(*pss)) != std::string_view::npos || cardea::as_text(input).find('0') != std::string_view::npos);
}
