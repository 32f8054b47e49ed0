// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/rows.hpp"

#include <algorithm>

#include "lib/codec/json.hpp"
#include "product/schema.hpp"

namespace cardea::assess::quality {

namespace {

DeclaredRow row_of(const product::Row& row, std::string_view table, std::string_view id) {
  DeclaredRow declared{std::string(table), std::string(id), row.fragment().empty(), {}};
  for (const auto& [name, field] : row.fields()) declared.fields.emplace(name, field.value);
  return declared;
}

bool is_date(const DeclaredRow& row, std::string_view field) {
  const product::TableSchema* table = product::find_table(row.table);
  const auto fields = table != nullptr         ? table->fields
                      : row.table == "product" ? product::product_fields()
                                               : product::answer_fields();
  return std::any_of(fields.begin(), fields.end(),
                     [&](const product::FieldSchema& one) { return one.name == field && one.kind == product::FieldKind::date; });
}

// JSON's texts, numbers, flags and lists are TOML's too; a map of `cryptographic_details` is an inline table.
std::string toml_value(const Value& value) {
  std::string out;
  if (const auto* list = value.if_array()) {
    for (const Value& item : *list) out += (out.empty() ? "" : ", ") + toml_value(item);
    return "[" + out + "]";
  }
  if (const auto* map = value.if_map()) {
    for (const auto& [key, item] : *map) out += (out.empty() ? "" : ", ") + key + " = " + toml_value(item);
    return "{ " + out + " }";
  }
  return print_json(value);
}

std::string heading(const DeclaredRow& row) {
  if (row.table == "ics") return "[ics.\"" + row.id + "\"]\n";
  return row.id.empty() ? "[" + row.table + "]\n" : "[[" + row.table + "]]\nid = " + print_json(Value(row.id)) + "\n";
}

}  // namespace

Rows rows_of(const product::Declaration& declaration) {
  Rows rows{row_of(declaration.product_row(), "product", "")};
  for (const product::TableSchema& table : product::tables()) {
    const bool single = table.shape == product::Shape::single;
    const product::Row* only = single ? declaration.single(table.name) : nullptr;
    if (only != nullptr) rows.push_back(row_of(*only, table.name, ""));
    if (single) continue;
    for (const product::Row& row : declaration.rows(table.name)) rows.push_back(row_of(row, table.name, row.id()));
  }
  for (const auto& [provision, row] : declaration.answer_rows()) rows.push_back(row_of(row, "ics", provision));
  return rows;
}

std::string toml_of(const Rows& rows) {
  std::string out;
  for (const DeclaredRow& row : rows) {
    out += heading(row);
    for (const auto& [field, value] : row.fields) {
      const bool bare = is_date(row, field) && value.if_text() != nullptr;
      out += field + " = " + (bare ? *value.if_text() : toml_value(value)) + "\n";
    }
    out += "\n";
  }
  return out;
}

}  // namespace cardea::assess::quality
