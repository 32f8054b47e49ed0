// SPDX-License-Identifier: Apache-2.0
// Which parts of a new image are like which parts of an old one: approximate matches over a suffix array of the whole old image
// (C. Percival, Naive differences of executable code, 2003).
#pragma once

#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::delta {

// `size` bytes at `new_at` of the new image resemble those at `old_at`; what no match covers is fresh.
struct Match {
  std::size_t old_at = 0;
  std::size_t new_at = 0;
  std::size_t size = 0;
};
Result<std::vector<Match>> find_matches(Bytes old_image, Bytes new_image);  // in order of new_at, not overlapping

}  // namespace cardea::delta
