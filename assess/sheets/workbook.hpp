// SPDX-License-Identifier: Apache-2.0
// A workbook as laboratories send it (ECMA-376, .xlsx): named sheets of cells that hold a text, a number or a truth value. A
// formula is never written and never read, because what it says depends on who opens it. It knows nothing of products.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kSheetsMax = 64;
inline constexpr std::size_t kSheetRowsMax = 10'000;
inline constexpr std::size_t kSheetColumnsMax = 100;
inline constexpr std::size_t kCellsMax = 1U << 20;         // of a workbook
inline constexpr std::size_t kCellBytesMax = 128U << 10;   // more than the 32,767 characters that a program shows
inline constexpr std::size_t kCellCharactersMax = 32'767;  // UTF-16 units
inline constexpr std::size_t kTextBytesMax = 32U << 20;    // of a workbook
inline constexpr std::size_t kSheetNameBytesMax = 128;

struct Cell {
  enum class Kind : std::uint8_t { text, number, flag };
  std::size_t row = 0;  // from 0
  std::size_t column = 0;
  Kind kind = Kind::text;
  std::string text;  // a number as it stands there; a flag as "TRUE" or "FALSE"

  bool operator==(const Cell&) const = default;
};

struct Sheet {
  std::string name;
  std::vector<Cell> cells;  // row by row; an empty cell is not there

  bool operator==(const Sheet&) const = default;
};

struct Workbook {
  std::vector<Sheet> sheets;
  bool days_from_1904 = false;  // how a date counts that is kept as a number

  bool operator==(const Workbook&) const = default;
};

std::string cell_reference(std::size_t row, std::size_t column);  // "C4"
// "Intf!C4"; a name that could disturb a terminal is shown defused.
std::string cell_place(const std::string& sheet, std::size_t row, std::size_t column);

Outcome<Workbook> parse_workbook(Bytes file);
Outcome<Buffer> print_workbook(const Workbook& workbook);  // the same cells give the same bytes

}  // namespace cardea::assess
