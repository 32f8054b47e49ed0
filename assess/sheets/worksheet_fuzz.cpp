// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/worksheet.hpp"
#include "tools/fuzz/fuzz.hpp"

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
}
