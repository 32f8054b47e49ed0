// SPDX-License-Identifier: Apache-2.0
// Durations as people write them in a declaration: "12 hours", "90 days", "1 year". A month counts 30 days, a year 365.
#pragma once

#include <chrono>
#include <string_view>

#include "lib/base/result.hpp"

namespace cardea::product {

Result<std::chrono::hours> parse_duration(std::string_view text);

}  // namespace cardea::product
