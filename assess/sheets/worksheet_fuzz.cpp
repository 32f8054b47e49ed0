// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/import.hpp"
#include "assess/sheets/worksheet.hpp"
#include "tools/fuzz/fuzz.hpp"

constexpr std::int64_t kLate2026 = 1'795'000'000;

// As each kind of sheet there is: rows, one thing, answers. By itself none is a declaration, and each finding has a place.
void require_findings(cardea::assess::Sheet sheet) {
  using namespace cardea::assess;
  for (const char* name : {"ICS", "product", "Intf", "SoftComp"}) {
    sheet.name = name;
    const SheetImport imported = declaration_of({{sheet}, false}, kLate2026);
    require(!imported.usable && !imported.findings.empty(), "one sheet is no declaration");
    for (const auto& finding : imported.findings)
      require(!finding.place.file.empty() && !finding.what.empty(), "a finding has a place");
  }
}

// The XML of one sheet, without the container: what is accepted lies inside the bounds and is in order.
void fuzz(cardea::Bytes input) {
  using namespace cardea::assess;
  const auto sheet = parse_worksheet(input, "Intf", {"shared", "", "_x0041_"});
  if (!sheet) return require(sheet.error().message.starts_with("Intf!"), "a refusal names the cell");
  const Cell* before = nullptr;
  for (const Cell& cell : sheet->cells) {
    require(cell.row < kSheetRowsMax && cell.column < kSheetColumnsMax, "a cell lies on the sheet");
    require(!cell.text.empty() && cell.text.size() <= kCellBytesMax, "a cell says something, and not too much");
    require(before == nullptr || before->row < cell.row || (before->row == cell.row && before->column < cell.column), "in order");
    require(decoded(encoded(cell.text)) == cell.text, "a text comes back");
    before = &cell;
  }
  require_findings(*sheet);
}
