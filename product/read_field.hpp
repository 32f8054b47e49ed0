// SPDX-License-Identifier: Apache-2.0
// One value of a declaration against its field's kind.
#pragma once

#include <optional>

#include "lib/codec/value.hpp"
#include "product/findings.hpp"
#include "product/schema.hpp"

namespace cardea::product {

// The value in the form that Row keeps, or nothing when it was reported.
std::optional<Value> read_field(const FieldSchema& field, const TomlNode& node, const std::string& file, Findings& findings);

}  // namespace cardea::product
