// SPDX-License-Identifier: Apache-2.0
// One GET over plain HTTP, for tests against servers on this machine. The product itself speaks TLS only.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::peers {

// Only http://ADDRESS[:PORT]/PATH, ADDRESS numeric or "localhost". Err::not_found: 404, and 403, which stores of blobs say
// instead. Err::too_large: a body above `max`, without reading on. Err::unavailable: not reachable, or slower than a few seconds.
Result<Buffer> get_plain(const std::string& url, std::size_t max);

}  // namespace cardea::peers
