// SPDX-License-Identifier: Apache-2.0
// One file packed by gzip (RFC 1952), unpacked up to a bound: a few bytes of a stranger may stand for gigabytes.
#pragma once

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

bool is_gzip(Bytes file);
Result<Buffer> unpack_gzip(Bytes file, std::size_t max);

}  // namespace cardea::assess
