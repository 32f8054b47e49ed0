// SPDX-License-Identifier: Apache-2.0
// What a cell means to a field, as TOML. Types are asked for here, meanings by the lint.
#pragma once

#include "assess/sheets/workbook.hpp"
#include "product/schema.hpp"

namespace cardea::assess {

Outcome<std::string> toml_value(const product::FieldSchema& field, const Cell& cell, bool days_from_1904);

}  // namespace cardea::assess
