// SPDX-License-Identifier: Apache-2.0
#include "product/demand.hpp"

namespace cardea::product {
namespace {

struct Parts {
  std::string_view field;
  std::string_view value;
};

Parts parts_of(std::string_view test) {
  const std::size_t equals = test.find('=');
  return {test.substr(0, equals), test.substr(equals + 1)};
}

bool is_empty(std::string_view field, const Row& row) {
  const auto it = row.fields().find(field);
  if (it == row.fields().end()) return !row.mentions(field);  // spoiled: there was something
  const Value::Array* array = it->second.value.if_array();
  return array != nullptr && array->empty();
}

}  // namespace

bool holds(std::string_view test, const Row& row) {
  if (test.empty()) return true;
  const auto [field, value] = parts_of(test);
  if (value == "*") return !is_empty(field, row);
  if (value == "-") return is_empty(field, row);
  if (value == "true") return row.flag(field);
  if (value == "false") return !row.flag(field);
  return row.text(field) == value || row.lists(field, value);
}

std::string in_words(std::string_view test, const TableSchema& table) {
  const auto [name, value] = parts_of(test);
  const std::string field = '`' + std::string(name) + '`';
  if (value == "*") return field + " filled";
  if (value == "-") return field + " empty";
  const FieldSchema* schema = table.field(name);
  const bool list = schema != nullptr && (schema->kind == FieldKind::choices || schema->kind == FieldKind::references);
  return field + (list ? " with " : " = ") + std::string(value);
}

}  // namespace cardea::product
