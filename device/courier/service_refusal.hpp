// SPDX-License-Identifier: Apache-2.0
// Why the service does not do what it was asked: what its status means, and how long it asks to wait.
#pragma once

#include "lib/base/result.hpp"

namespace cardea::courier {

Error refused_by_service(int status);

// The seconds of `retry-after` (RFC 9110 section 10.2.3); a date is refused, since our clock may be wrong.
Result<std::int64_t> parse_retry_after(std::string_view header);

}  // namespace cardea::courier
