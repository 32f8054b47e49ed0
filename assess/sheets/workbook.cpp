// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/workbook.hpp"

#include <algorithm>

#include "product/findings.hpp"

namespace cardea::assess {

namespace {

bool plain(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '_';
  });
}

std::string column_letters(std::size_t column) {
  std::string letters;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return letters;
}

}  // namespace

std::string cell_reference(std::size_t row, std::size_t column) {
  return column_letters(column) + std::to_string(row + 1);
}

std::string cell_place(const std::string& sheet, std::size_t row, std::size_t column) {
  return (plain(sheet) ? sheet : product::quoted(sheet)) + "!" + cell_reference(row, column);
}

}  // namespace cardea::assess
