// SPDX-License-Identifier: Apache-2.0
// Whole reads and writes on a descriptor: short counts and signals are ours to finish. For lib/store's .cpp files only.
#pragma once

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::store {

Status write_all(int fd, Bytes content);
// From where the descriptor stands to its end; Err::too_large when that is more than `max` bytes. `expected`: its size, where
// that is known.
Result<Buffer> read_all(int fd, std::size_t max, std::size_t expected = 0);

}  // namespace cardea::store
