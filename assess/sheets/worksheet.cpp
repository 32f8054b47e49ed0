// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/worksheet.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "assess/sheets/cell_text.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kEscapeSize = 7;  // _xHHHH_
constexpr std::size_t kNowhere = std::string::npos;
constexpr std::size_t kConstantMax = 16;  // of a formula; none that is longer is read
constexpr std::size_t kRowsOfFormat = 1U << 20;
constexpr std::size_t kColumnsOfFormat = 1U << 14;

// The character of the escape at the front, or nullopt when there is none.
std::optional<unsigned> escape_at(std::string_view text) {
  if (text.size() < kEscapeSize || !text.starts_with("_x") || text[kEscapeSize - 1] != '_') return std::nullopt;
  unsigned unit = 0;
  const char* const end = text.data() + kEscapeSize - 1;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return unit;
}

bool is_surrogate(unsigned unit) {
  return unit >= 0xd800 && unit <= 0xdfff;
}

void append_utf8(std::string& out, unsigned unit) {
  const auto add = [&](unsigned byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (unit < 0x80) return add(unit);
  if (unit < 0x800) {
    add(0xc0U | (unit >> 6));
    return add(0x80U | (unit & 0x3fU));
  }
  add(0xe0U | (unit >> 12));
  add(0x80U | ((unit >> 6) & 0x3fU));
  add(0x80U | (unit & 0x3fU));
}

std::string escape_of(unsigned unit) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = "_x";
  for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[(unit >> (shift - 4)) & 0xfU];
  return out + "_";
}

// "C4": column and row from 0, or nullopt when it is no reference.
std::optional<std::pair<std::size_t, std::size_t>> read_reference(std::string_view text) {
  std::size_t column = 0;
  while (!text.empty() && text[0] >= 'A' && text[0] <= 'Z' && column < 100'000) {
    column = column * 26 + static_cast<std::size_t>(text[0] - 'A' + 1);
    text.remove_prefix(1);
  }
  std::size_t row = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), row);
  if (error != std::errc() || stop != text.data() + text.size() || column == 0 || row == 0) return std::nullopt;
  return std::pair(row - 1, column - 1);
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() && std::isfinite(value);
}

}  // namespace

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto unit = text[at] == '_' ? escape_at(text.substr(at)) : std::nullopt;
    if (unit && !is_surrogate(*unit)) {
      append_utf8(out, *unit);
      at += kEscapeSize;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string encoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    const auto byte = static_cast<unsigned char>(text[at]);
    if (rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf")) {  // U+FFFE, U+FFFF
      out += escape_of(rest[2] == '\xbe' ? 0xfffeU : 0xffffU);
      at += 2;
    } else if ((byte == '_' && escape_at(rest)) || (byte < 0x20 && byte != '\n' && byte != '\t')) {
      out += escape_of(byte);
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      case '\r': out += "&#13;"; break;
      default: out += c;
    }
  }
  return out;
}

void RichText::open(std::string_view local) {
  if (local == "rPh") phonetic_ = true;
  if (local == "t" && !phonetic_) inside_ = true;
}

void RichText::close(std::string_view local) {
  if (local == "rPh") phonetic_ = false;
  if (local == "t") inside_ = false;
}

bool RichText::text(std::string_view piece) {
  if (!inside_) return true;
  if (piece.size() > kCellBytesMax - text_.size()) return false;
  text_ += piece;
  return true;
}

std::string RichText::take() {
  std::string out = decoded(text_);
  *this = {};
  return out;
}

void SharedTexts::open(const XmlElement& element) {
  if (!problem_) current_.open(local_name(element.name()));
}

void SharedTexts::close(std::string_view name) {
  if (problem_) return;
  current_.close(local_name(name));
  if (local_name(name) != "si") return;
  if (texts_.size() == kCellsMax) problem_ = Problem(Err::too_large, "the workbook shares too many texts");
  texts_.push_back(current_.take());
}

void SharedTexts::text(std::string_view piece) {
  if (problem_ || current_.text(piece)) return;
  problem_ = Problem(Err::too_large, "text " + std::to_string(texts_.size()) + " that the sheets share is too long for a cell");
}

bool WorksheetReader::fail(Err code, const std::string& what, const std::string& hint) {
  if (!problem_) problem_ = Problem(code, cell_place(sheet_.name, row_, column_) + ": " + what, hint);
  return false;
}

void WorksheetReader::open(const XmlElement& element) {
  if (problem_) return;
  const std::string_view local = local_name(element.name());
  if (local == "sheetData") in_data_ = true;
  if (!in_data_) return;
  if (local == "row") return open_row(element);
  if (local == "c") return open_cell(element);
  if (!in_cell_) return;
  if (local == "f") in_formula_ = has_formula_ = true;
  if (local == "v") in_value_ = true;
  rich_.open(local);
}

// Programs write rows and cells without content far beyond the last one with any: only content counts.
void WorksheetReader::open_row(const XmlElement& element) {
  row_ = rows_;
  column_ = columns_ = 0;
  const std::string_view said = element.attribute("r");
  const auto place = said.empty() ? std::pair(rows_, std::size_t{0}) : read_reference("A" + std::string(said));
  if (!place || place->first < rows_ || place->first >= kRowsOfFormat) {
    fail(Err::bad_value, "the rows are not numbered in order", "save the workbook again");
    return;
  }
  row_ = place->first;
  rows_ = row_ + 1;
}

void WorksheetReader::open_cell(const XmlElement& element) {
  column_ = columns_;
  if (rows_ == 0 || in_cell_) {
    fail(Err::bad_value, "there is a cell in the wrong place", "save the workbook again");
    return;
  }
  const std::string_view said = element.attribute("r");
  const auto place = said.empty() ? std::pair(row_, columns_) : read_reference(said);
  if (!place || place->first != row_ || place->second < columns_ || place->second >= kColumnsOfFormat) {
    fail(Err::bad_value, "the cells are not named in order", "save the workbook again");
    return;
  }
  column_ = place->second;
  columns_ = column_ + 1;
  in_cell_ = true;
  has_formula_ = in_formula_ = false;
  type_ = element.attribute("t");
  formula_.clear();
  value_.clear();
  rich_ = {};
}

void WorksheetReader::text(std::string_view piece) {
  if (problem_ || !in_cell_) return;
  if (in_formula_) {
    formula_ += piece.substr(0, kConstantMax - std::min(kConstantMax, formula_.size()));
    return;
  }
  if (in_value_ && piece.size() <= kCellBytesMax - value_.size()) {
    value_ += piece;
  } else if (in_value_ || !rich_.text(piece)) {
    fail(Err::too_large, "the text is too long for a cell", "point to a document instead");
  }
}

void WorksheetReader::close(std::string_view name) {
  if (problem_) return;
  const std::string_view local = local_name(name);
  if (local == "sheetData") in_data_ = false;
  if (local == "v") in_value_ = false;
  if (local == "f") in_formula_ = false;
  if (local == "c" && in_cell_) return close_cell();
  rich_.close(local);
}

void WorksheetReader::close_cell() {
  in_cell_ = in_value_ = in_formula_ = false;
  Cell cell{row_, column_, Cell::Kind::text, {}};
  if (!fill(cell) || cell.text.empty() || !fits(cell)) return;
  --budget_.cells;
  budget_.bytes -= cell.text.size();
  sheet_.cells.push_back(std::move(cell));
}

bool WorksheetReader::fits(const Cell& cell) {
  const char* const kDelete = "delete what nothing needs";
  if (cell.row >= kSheetRowsMax)
    return fail(Err::too_large, "there are more than " + std::to_string(kSheetRowsMax) + " rows", kDelete);
  if (cell.column >= kSheetColumnsMax)
    return fail(Err::too_large, "there are more than " + std::to_string(kSheetColumnsMax) + " columns", kDelete);
  if (budget_.cells == 0 || cell.text.size() > budget_.bytes) return fail(Err::too_large, "the workbook holds too much", kDelete);
  return true;
}

// LibreOffice keeps a truth value as the one formula that says nothing else.
bool WorksheetReader::is_constant(const Cell& cell) const {
  return cell.kind == Cell::Kind::flag && formula_ == cell.text + "()";
}

bool WorksheetReader::fill(Cell& cell) {
  if (!take(cell)) return false;
  if (!has_formula_ || is_constant(cell)) return true;
  return fail(Err::refused, "this cell holds a formula", "put there what it shall say: copy the cell and paste its value only");
}

bool WorksheetReader::take(Cell& cell) {
  if (type_ == "s") return take_shared(cell);
  if (type_ == "b") return take_flag(cell);
  if (type_.empty() || type_ == "n") return take_number(cell);
  if (type_ == "e") return fail(Err::refused, "this cell holds an error", "put there what it shall say, or empty it");
  if (type_ == "inlineStr") {
    cell.text = rich_.take();
  } else if (type_ == "str" || type_ == "d") {
    cell.text = decoded(value_);
  } else {
    return fail(Err::bad_value, "this cell is of a kind that workbooks do not know", "save the workbook again");
  }
  return true;
}

bool WorksheetReader::take_shared(Cell& cell) {
  const std::string_view said = trimmed(value_);
  std::size_t at = kNowhere;
  const auto [stop, error] = std::from_chars(said.data(), said.data() + said.size(), at);
  if (error != std::errc() || stop != said.data() + said.size() || at >= shared_.size())
    return fail(Err::bad_value, "the text of this cell is missing", "save the workbook again");
  if (shared_[at].size() > budget_.bytes) return fail(Err::too_large, "the workbook holds too much", "delete what nothing needs");
  cell.text = shared_[at];
  return true;
}

bool WorksheetReader::take_number(Cell& cell) {
  const std::string_view said = trimmed(value_);
  if (said.empty()) return true;
  if (!is_number(said)) return fail(Err::bad_value, "this cell holds no number", "type it again");
  cell.kind = Cell::Kind::number;
  cell.text = said;
  return true;
}

bool WorksheetReader::take_flag(Cell& cell) {
  const std::string_view said = trimmed(value_);
  if (said != "0" && said != "1") return fail(Err::bad_value, "this cell is neither TRUE nor FALSE", "type it again");
  cell.kind = Cell::Kind::flag;
  cell.text = said == "1" ? "TRUE" : "FALSE";
  return true;
}

Outcome<Sheet> WorksheetReader::finish() {
  if (problem_) return *problem_;
  return std::move(sheet_);
}

Outcome<Sheet> parse_worksheet(Bytes xml, const std::string& name, const std::vector<std::string>& shared) {
  SheetBudget budget;
  WorksheetReader reader(name, shared, budget);
  auto walked = walk_xml(xml, reader, kSheetXmlBounds);
  if (reader.problem()) return *reader.problem();
  if (!walked)
    return Problem(walked.error().code, cell_place(name, 0, 0) + ": " + walked.error().message, "save the workbook again");
  return reader.finish();
}

}  // namespace cardea::assess
