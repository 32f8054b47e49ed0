// SPDX-License-Identifier: Apache-2.0
// What a text must satisfy before a TOML grammar may look at it: its size, UTF-8 without zero bytes, and how deep brackets
// and dotted keys may nest, because both become recursion in the parser behind toml.hpp.
#pragma once

#include <optional>

#include "product/toml.hpp"

namespace cardea::product {

std::optional<TomlError> check_toml_bounds(std::string_view text);

}  // namespace cardea::product
