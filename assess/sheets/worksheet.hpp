// SPDX-License-Identifier: Apache-2.0
// The parts of a workbook that hold what people typed: its sheets, and the texts that they share. Read tag by tag; the first
// thing that is wrong is kept with its cell.
#pragma once

#include <optional>

#include "assess/sheets/workbook.hpp"
#include "assess/xml/xml.hpp"

namespace cardea::assess {

inline constexpr XmlBounds kSheetXmlBounds{64U << 20, 32, 1U << 22, false};

// What a text means: "_x000D_" stands for a character that XML has no room for.
std::string decoded(std::string_view text);
std::string encoded(std::string_view text);

std::string xml_text(std::string_view text);  // for the content of an element, or an attribute in double quotes

// A text in one piece or in runs of different looks; how it is read aloud does not belong to it.
class RichText {
 public:
  void open(std::string_view local);
  void close(std::string_view local);
  bool text(std::string_view piece);  // false: too long
  std::string take();

 private:
  std::string text_;
  bool inside_ = false;  // of <t>
  bool phonetic_ = false;
};

class SharedTexts final : public XmlVisitor {
 public:
  void open(const XmlElement& element) override;
  void close(std::string_view name) override;
  void text(std::string_view piece) override;

  const std::optional<Problem>& problem() const { return problem_; }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  RichText current_;
  std::vector<std::string> texts_;
  std::optional<Problem> problem_;
};

// How much a workbook may still hold.
struct SheetBudget {
  std::size_t cells = kCellsMax;
  std::size_t bytes = kTextBytesMax;
};

class WorksheetReader final : public XmlVisitor {
 public:
  WorksheetReader(std::string sheet, const std::vector<std::string>& shared, SheetBudget& budget)
      : sheet_{std::move(sheet), {}},
        shared_(shared),
        budget_(budget) {}

  void open(const XmlElement& element) override;
  void close(std::string_view name) override;
  void text(std::string_view piece) override;

  const std::optional<Problem>& problem() const { return problem_; }
  Outcome<Sheet> finish();

 private:
  void open_row(const XmlElement& element);
  void open_cell(const XmlElement& element);
  void close_cell();
  bool fill(Cell& cell);
  bool take(Cell& cell);
  bool is_constant(const Cell& cell) const;
  bool fits(const Cell& cell);
  bool take_shared(Cell& cell);
  bool take_number(Cell& cell);
  bool take_flag(Cell& cell);
  bool fail(Err code, const std::string& what, const std::string& hint);

  Sheet sheet_;
  const std::vector<std::string>& shared_;
  SheetBudget& budget_;
  std::optional<Problem> problem_;
  bool in_data_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_formula_ = false;
  bool has_formula_ = false;
  std::size_t rows_ = 0;     // the next row, if it does not say
  std::size_t columns_ = 0;  // the next column, if it does not say
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  std::string type_;
  std::string formula_;
  std::string value_;
  RichText rich_;
};

// One sheet by itself.
Outcome<Sheet> parse_worksheet(Bytes xml, const std::string& name, const std::vector<std::string>& shared);

}  // namespace cardea::assess
