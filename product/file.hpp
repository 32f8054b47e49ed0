// SPDX-License-Identifier: Apache-2.0
// Small whole files at the edge of the command line, each bounded.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::product {

Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max);
// Writes a new file; one that exists is left alone unless `replace`.
Outcome<Unit> write_file(const std::string& path, Bytes content, bool replace);

}  // namespace cardea::product
