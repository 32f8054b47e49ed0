// SPDX-License-Identifier: Apache-2.0
// From a TOML tree to typed rows, by the schema. Every key and every value is either understood or reported; whether the rows
// make sense together is asked later (rules).
#pragma once

#include <optional>

#include "product/declaration.hpp"
#include "product/schema.hpp"

namespace cardea::product {

struct ReadRow {
  Row row;
  bool overrides = false;  // `override = true`: may replace fields of a fragment's row
};

struct Include {
  std::string name;
  Place place;
};

struct Document {
  std::vector<Include> includes;
  std::optional<Row> product;
  std::vector<ReadRow> rows;
  std::vector<ReadRow> answers;
};

// `fragment` is the name under which the file was included, empty for the product's own file.
Document read_document(const TomlNode& root, const std::string& file, const std::string& fragment, Findings& findings);

// The fields that the schema requires and the row does not have.
void check_required(const Row& row, std::span<const FieldSchema> schema, Findings& findings);

std::vector<std::string_view> names_of(std::span<const FieldSchema> fields);

}  // namespace cardea::product
