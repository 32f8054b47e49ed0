// SPDX-License-Identifier: Apache-2.0
// RFC 3339 dates in UTC, the one textual form of time in our files and protocols.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/base/result.hpp"

namespace cardea {

std::string to_rfc3339(std::int64_t wall_s);                    // 2026-11-23T18:25:00Z
std::string to_date(std::int64_t wall_s);                       // 2026-11-23
Result<std::int64_t> parse_rfc3339(std::string_view text);      // only YYYY-MM-DDTHH:MM:SSZ
Result<std::int64_t> parse_date(std::string_view text);         // only YYYY-MM-DD: midnight UTC

}  // namespace cardea
