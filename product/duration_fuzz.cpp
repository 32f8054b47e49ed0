// SPDX-License-Identifier: Apache-2.0
// What parse_duration accepts is at least an hour and at most 10000 years; one that is short enough reads the same in hours.
#include "product/duration.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto duration = cardea::product::parse_duration(cardea::as_text(input));
  if (!duration) return;
  require(duration->count() >= 1 && duration->count() <= std::int64_t{10000} * 365 * 24);
  if (duration->count() > 10000) return;
  const auto again = cardea::product::parse_duration(std::to_string(duration->count()) + " hours");
  require(duration->count() == 1 || (again.ok() && *again == *duration));
}
