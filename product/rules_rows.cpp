// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "product/demand.hpp"
#include "product/rules.hpp"

namespace cardea::product {
namespace {

class ReferenceCheck {
 public:
  ReferenceCheck(const Declaration& declaration, Findings& findings) : declaration_(declaration), findings_(findings) {}

  void row(const Row& row, std::span<const FieldSchema> schema) const {
    for (const FieldSchema& field : schema) {
      if (field.kind == FieldKind::reference && row.has(field.name)) one(row, field, row.text(field.name));
      if (field.kind != FieldKind::references) continue;
      for (const std::string& id : row.list(field.name)) one(row, field, id);
    }
  }

 private:
  void one(const Row& row, const FieldSchema& field, const std::string& id) const {
    const Row* target = declaration_.row(id);
    const bool right_table = field.target == "*" || (target != nullptr && target->table() == field.target);
    if (target != nullptr && right_table) return;
    const std::string where = '`' + std::string(field.name) + "` of " + row.id();
    if (target != nullptr) {
      findings_.error("bad-reference", row.place_of(field.name),
                      where + " names " + quoted(id) + ", which is no row of " + std::string(field.target),
                      "it takes ids of " + std::string(field.target));
      return;
    }
    const std::string guess = did_you_mean(id, ids_of(field));
    findings_.error("dangling", row.place_of(field.name), where + " names " + quoted(id) + ", and there is no such row",
                    guess.empty() ? "write the row, or take the id out" : guess);
  }

  std::vector<std::string_view> ids_of(const FieldSchema& field) const {
    std::vector<std::string_view> ids;
    for (const TableSchema& table : tables()) {
      if (field.target != "*" && field.target != table.name) continue;
      for (const Row& row : declaration_.rows(table.name)) ids.push_back(row.id());
    }
    return ids;
  }

  const Declaration& declaration_;
  Findings& findings_;
};

}  // namespace

void check_rows(const Declaration& declaration, Findings& findings) {
  for (const RowDemand& demand : row_demands()) {
    for (const Row& row : declaration.rows(demand.table)) {
      if (!holds(demand.where, row) || holds(demand.must, row)) continue;
      const TableSchema& table = *find_table(demand.table);
      findings.error("incomplete", row.place(),
                     row.id() + " with " + in_words(demand.where, table) + " needs " + in_words(demand.must, table));
    }
  }
}

void check_references(const Declaration& declaration, Findings& findings) {
  const ReferenceCheck check(declaration, findings);
  for (const TableSchema& table : tables()) {
    for (const Row& row : declaration.rows(table.name)) check.row(row, table.fields);
  }
  for (const auto& [id, row] : declaration.answer_rows()) check.row(row, answer_fields());
}

}  // namespace cardea::product
