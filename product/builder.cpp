// SPDX-License-Identifier: Apache-2.0
#include "product/builder.hpp"

#include <algorithm>

namespace cardea::product {
namespace {

std::string whose(const Row& row) {
  return row.fragment().empty() ? "this file" : "the fragment " + row.fragment();
}

std::string called(const Row& row) {
  return row.table() == "ics" ? "the answer to " + row.id() : row.id();
}

}  // namespace

void DeclarationBuilder::add_fragment(const std::string& name, Document document) {
  declaration_.includes_.push_back(name);
  for (ReadRow& row : document.rows) add_row(std::move(row));
  for (ReadRow& answer : document.answers) add_answer(std::move(answer));
}

void DeclarationBuilder::add_own(Document document) {
  for (ReadRow& row : document.rows) add_row(std::move(row));
  for (ReadRow& answer : document.answers) add_answer(std::move(answer));
  has_product_ = document.product.has_value();
  if (has_product_) declaration_.product_ = std::move(*document.product);
}

void DeclarationBuilder::add_row(ReadRow incoming) {
  auto& rows = declaration_.tables_[incoming.row.table()];
  const auto it = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id() == incoming.row.id(); });
  if (it != rows.end()) {
    meet(*it, incoming);
    return;
  }
  if (incoming.overrides) {
    findings_.error("bad-override", incoming.row.place(), "there is no " + incoming.row.id() + " in a fragment to override",
                    "take `override` out");
  }
  rows.push_back(std::move(incoming.row));
}

void DeclarationBuilder::meet(Row& present, const ReadRow& incoming) {
  if (present.fragment() == incoming.row.fragment()) {
    findings_.error("duplicate", incoming.row.place(),
                    incoming.row.id() + " is there twice, first in line " + std::to_string(present.place().at.line),
                    "each row has an id of its own");
  } else if (incoming.overrides) {
    present.lay_over(incoming.row);
  } else if (find_table(present.table())->shape == Shape::single) {
    join_single(present, incoming);
  } else {
    findings_.error("duplicate", incoming.row.place(), incoming.row.id() + " is a row of " + whose(present) + " already",
                    "give it another id, or say override = true to replace the fields it names");
  }
}

// [UserInfo] and [Conf] may be filled by fragment and product together, each field by one of them.
void DeclarationBuilder::join_single(Row& present, const ReadRow& incoming) {
  for (const auto& [name, field] : incoming.row.fields()) {
    if (!present.has(name)) continue;
    findings_.error("duplicate", field.place, '`' + name + "` of " + present.id() + " is said by " + whose(present) + " already",
                    "take it out, or say override = true");
  }
  present.lay_over(incoming.row);
}

void DeclarationBuilder::add_answer(ReadRow incoming) {
  const std::string id = incoming.row.id();
  const auto it = declaration_.answers_.find(id);
  const bool present = it != declaration_.answers_.end();
  if (present && !incoming.overrides) {
    findings_.error("duplicate", incoming.row.place(), called(incoming.row) + " is given by " + whose(it->second) + " already",
                    "override = true replaces the whole answer");
    return;
  }
  if (!present && incoming.overrides) {
    findings_.error("bad-override", incoming.row.place(), "no fragment answers " + id, "take `override` out");
  }
  declaration_.answers_.insert_or_assign(id, std::move(incoming.row));
}

Declaration DeclarationBuilder::finish() {
  if (has_product_) {
    check_required(declaration_.product_, product_fields(), findings_);
  } else {
    findings_.error("missing", {declaration_.file_, {}}, "the file does not say which product it is",
                    "[product] with model, manufacturer, version, support_end...");
  }
  for (const TableSchema& table : tables()) {
    for (const Row& row : declaration_.rows(table.name)) check_required(row, table.fields, findings_);
  }
  for (const auto& [id, row] : declaration_.answers_) check_required(row, answer_fields(), findings_);
  return std::move(declaration_);
}

}  // namespace cardea::product
