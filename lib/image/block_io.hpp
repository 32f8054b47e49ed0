// SPDX-License-Identifier: Apache-2.0
// Whole reads and writes at a place in a file: a short one is an error, an interrupted one goes on.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::image {

Result<UniqueFd> open_to_read(const std::string& path);
Result<UniqueFd> create_new(const std::string& path, unsigned mode);  // Err::exists when something is there
Result<std::uint64_t> size_of(const UniqueFd& file);                  // of a regular file
Status read_at(const UniqueFd& file, std::uint64_t offset, MutableBytes into);
Status write_at(const UniqueFd& file, std::uint64_t offset, Bytes content);

}  // namespace cardea::image
