// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/export.hpp"

#include "assess/sheets/cell_text.hpp"
#include "product/provisions.hpp"
#include "product/schema.hpp"

namespace cardea::assess {

namespace {

using product::FieldKind;
using product::FieldSchema;
using product::Row;

constexpr std::int64_t kExactMax = 999'999'999'999'999;  // digits that spreadsheet programs keep

class SheetWriter {
 public:
  explicit SheetWriter(std::string_view name) : sheet_{std::string(name), {}} {}

  void text(std::string_view what) { put(Cell::Kind::text, std::string(what)); }
  void number(std::int64_t what) {
    const bool exact = what >= -kExactMax && what <= kExactMax;
    put(exact ? Cell::Kind::number : Cell::Kind::text, std::to_string(what));
  }
  void flag(bool what) { put(Cell::Kind::flag, what ? "TRUE" : "FALSE"); }
  void field(const FieldSchema& field, const Row& row);
  void next_row() {
    ++row_;
    column_ = 0;
  }
  Sheet finish() { return std::move(sheet_); }

 private:
  void put(Cell::Kind kind, std::string what) {
    if (!what.empty()) sheet_.cells.push_back({row_, column_, kind, std::move(what)});
    ++column_;
  }

  Sheet sheet_;
  std::size_t row_ = 0;
  std::size_t column_ = 0;
};

void SheetWriter::field(const FieldSchema& field, const Row& row) {
  if (!row.has(field.name)) return text("");
  switch (field.kind) {
    case FieldKind::number: return number(*row.number(field.name));
    case FieldKind::flag: return flag(row.flag(field.name));
    case FieldKind::choices:
    case FieldKind::texts:
    case FieldKind::references: return text(print_items(row.list(field.name)));
    case FieldKind::details: return text(print_details(row.details(field.name)));
    default: return text(row.text(field.name));
  }
}

Sheet sheet_of_answers(const product::Declaration& declaration, SheetLanguage language) {
  SheetWriter sheet(kAnswersSheet);
  for (const char* heading : {"provision", "title", "status", "support", "details", "vacuous", "evidence"}) sheet.text(heading);
  for (const product::Provision& provision : product::provisions()) {
    sheet.next_row();
    sheet.text(provision.id);
    sheet.text(language == SheetLanguage::zh ? provision.title_zh : provision.title_en);
    sheet.text(provision.in_table_b1() ? product::status_of(provision).view() : "(M)");
    const Row* row = declaration.answer_row(provision.id);
    if (row == nullptr) continue;
    sheet.text(row->text("support"));
    sheet.text(row->text(row->has("how") ? "how" : "reason"));
    if (row->has("vacuous"))
      sheet.flag(row->flag("vacuous"));
    else
      sheet.text("");
    if (row->has("evidence")) sheet.text(print_items(row->list("evidence")));
  }
  return sheet.finish();
}

// One thing with many fields reads better down the page.
Sheet sheet_of_one(std::string_view name, std::span<const FieldSchema> fields, const Row* row) {
  SheetWriter sheet(name);
  sheet.text("field");
  sheet.text("value");
  for (const FieldSchema& field : fields) {
    sheet.next_row();
    sheet.text(field.name);
    if (row != nullptr) sheet.field(field, *row);
  }
  return sheet.finish();
}

Sheet sheet_of_rows(const product::TableSchema& table, std::span<const Row> rows) {
  SheetWriter sheet(table.name);
  sheet.text("id");
  for (const FieldSchema& field : table.fields) sheet.text(field.name);
  for (const Row& row : rows) {
    sheet.next_row();
    sheet.text(row.id());
    for (const FieldSchema& field : table.fields) sheet.field(field, row);
  }
  return sheet.finish();
}

}  // namespace

Workbook workbook_of(const product::Declaration& declaration, SheetLanguage language) {
  Workbook workbook;
  workbook.sheets.push_back(sheet_of_answers(declaration, language));
  workbook.sheets.push_back(sheet_of_one(kProductSheet, product::product_fields(), &declaration.product_row()));
  for (const product::TableSchema& table : product::tables()) {
    workbook.sheets.push_back(table.shape == product::Shape::single
                                  ? sheet_of_one(table.name, table.fields, declaration.single(table.name))
                                  : sheet_of_rows(table, declaration.rows(table.name)));
  }
  return workbook;
}

}  // namespace cardea::assess
