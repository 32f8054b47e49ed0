// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/import.hpp"

#include <algorithm>
#include <map>

#include "assess/sheets/cell_text.hpp"
#include "assess/sheets/cell_value.hpp"
#include "assess/sheets/export.hpp"
#include "assess/sheets/toml_lines.hpp"
#include "product/lint.hpp"
#include "product/provisions.hpp"
#include "product/read.hpp"

namespace cardea::assess {

namespace {

using product::FieldKind;
using product::FieldSchema;
using product::Findings;

constexpr FieldSchema kId{"id", FieldKind::reference, product::Need::required};

// The cells of a sheet, a row at a time.
class Grid {
 public:
  explicit Grid(const Sheet& sheet) : sheet_(sheet) {
    for (const Cell& cell : sheet.cells) {
      if (!trimmed(cell.text).empty()) rows_[cell.row].emplace(cell.column, &cell);
    }
  }

  using Line = std::map<std::size_t, const Cell*>;
  const std::string& name() const { return sheet_.name; }
  const std::map<std::size_t, Line>& rows() const { return rows_; }
  std::string place(const Cell& cell) const { return cell_place(name(), cell.row, cell.column); }
  std::string place(std::size_t row, std::size_t column) const { return cell_place(name(), row, column); }

 private:
  const Sheet& sheet_;
  std::map<std::size_t, Line> rows_;
};

product::Place at(const std::string& cell) {
  return {cell, {}};
}

std::string guess_or_list(std::string_view word, const std::vector<std::string_view>& known, const std::string& before_list) {
  const std::string guess = product::did_you_mean(word, known);
  return guess.empty() ? before_list + product::listed(known) : guess;
}

// TS 103 701 numbers its tables, and laboratories call their sheets after it: "15-Intf", "IXIT 15-Intf".
std::string_view meant_by(std::string_view sheet) {
  std::string_view name = sheet;
  if (name.starts_with("IXIT ")) name.remove_prefix(std::string_view("IXIT ").size());
  for (const product::TableSchema& table : product::tables()) {
    if (table.number != 0 && name == std::to_string(table.number) + "-" + std::string(table.name)) return table.name;
  }
  return sheet;
}

class Importer {
 public:
  explicit Importer(const Workbook& workbook) : workbook_(workbook) {}

  void read() {
    lines_.add("# Read from a workbook by `cardea assess sheet import`.", "");
    for (const Sheet& sheet : workbook_.sheets) check_name(Grid(sheet));
    if (const Sheet* sheet = find(kProductSheet))
      read_one(Grid(*sheet), {product::product_fields().begin(), product::product_fields().end()}, "[product]");
    for (const product::TableSchema& table : product::tables()) {
      if (const Sheet* sheet = find(table.name)) read_table(table, Grid(*sheet));
    }
    if (const Sheet* sheet = find(kAnswersSheet)) read_answers(Grid(*sheet));
  }

  const TomlLines& lines() const { return lines_; }
  Findings& findings() { return findings_; }

 private:
  using Columns = std::map<std::size_t, FieldSchema>;

  const Sheet* find(std::string_view name) const {
    for (const Sheet& sheet : workbook_.sheets) {
      if (meant_by(sheet.name) == name) return &sheet;
    }
    return nullptr;
  }

  // An empty sheet, which a program adds to a new workbook by itself, says nothing.
  void check_name(const Grid& grid) {
    if (grid.rows().empty()) return;
    std::vector<std::string_view> known{kAnswersSheet, kProductSheet};
    for (const product::TableSchema& table : product::tables()) known.push_back(table.name);
    const std::string_view meant = meant_by(grid.name());
    if (std::find(known.begin(), known.end(), meant) != known.end()) {
      if (&find(meant)->name != &grid.name())
        findings_.error("duplicate", at(grid.place(0, 0)), "there is another sheet for " + product::quoted(meant),
                        "delete one of them");
      return;
    }
    findings_.error("unknown-sheet", at(grid.place(0, 0)), "a declaration has no table " + product::quoted(grid.name()),
                    guess_or_list(grid.name(), known, "delete the sheet, or name it as one of: "));
  }

  // What stands in the first row, by column.
  Columns read_headings(const Grid& grid, const std::vector<FieldSchema>& fields) {
    Columns columns;
    const auto first = grid.rows().find(0);
    if (first == grid.rows().end()) {
      if (!grid.rows().empty())
        findings_.error("no-heading", at(grid.place(0, 0)), "the first row names no column",
                        "put there: " + product::listed(product::names_of(fields)));
      return columns;
    }
    for (const auto& [column, cell] : first->second) {
      const std::string_view name = trimmed(cell->text);
      const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldSchema& one) { return one.name == name; });
      const auto same = [&](const auto& known) { return known.second.name == name; };
      if (field == fields.end())
        findings_.error("unknown-column", at(grid.place(*cell)), "there is no column " + product::quoted(name),
                        guess_or_list(name, product::names_of(fields), "the columns are: "));
      else if (std::any_of(columns.begin(), columns.end(), same))
        findings_.error("duplicate", at(grid.place(*cell)), "the column " + product::quoted(name) + " is there twice",
                        "delete one of them");
      else
        columns.emplace(column, *field);
    }
    return columns;
  }

  // Every cell must stand below a heading.
  void check_beyond(const Grid& grid, const Grid::Line& line, const Columns& columns) {
    const auto heading = grid.rows().find(0);
    for (const auto& [column, cell] : line) {
      if (columns.contains(column) || (heading != grid.rows().end() && heading->second.contains(column))) continue;
      findings_.error("no-column", at(grid.place(*cell)), "there is no heading above this cell",
                      "name the column, or empty the cell");
    }
  }

  static const Cell* cell_below(std::string_view name, const Grid::Line& line, const Columns& columns) {
    for (const auto& [column, field] : columns) {
      if (field.name != name) continue;
      const auto cell = line.find(column);
      return cell == line.end() ? nullptr : cell->second;
    }
    return nullptr;
  }

  void write(const FieldSchema& field, const Cell& cell, const std::string& place) {
    auto value = toml_value(field, cell, workbook_.days_from_1904);
    if (value)
      lines_.add(std::string(field.name) + " = " + *value, place);
    else
      findings_.error("wrong-type", at(place), value.error().message, value.error().hint);
  }

  void read_table(const product::TableSchema& table, const Grid& grid) {
    std::vector<FieldSchema> fields(table.fields.begin(), table.fields.end());
    if (table.shape == product::Shape::single) return read_one(grid, fields, "[" + std::string(table.name) + "]");
    fields.insert(fields.begin(), kId);
    const Columns columns = read_headings(grid, fields);
    if (columns.empty()) return;
    for (const auto& [row, line] : grid.rows()) {
      if (row == 0) continue;
      check_beyond(grid, line, columns);
      const Cell* id = cell_below("id", line, columns);
      if (id == nullptr) {
        findings_.error("missing", at(grid.place(row, 0)), "this row has no id",
                        "give it one: " + std::string(table.name) + "- and letters, digits or '-'");
        continue;
      }
      lines_.add("[[" + std::string(table.name) + "]]", grid.place(*id));
      for (const auto& [column, cell] : line) {
        if (const auto field = columns.find(column); field != columns.end()) write(field->second, *cell, grid.place(*cell));
      }
    }
  }

  // "field | value", a field a row.
  void read_one(const Grid& grid, const std::vector<FieldSchema>& fields, const std::string& header) {
    const std::vector<FieldSchema> headings{{"field", FieldKind::text}, {"value", FieldKind::text}};
    const Columns columns = read_headings(grid, headings);
    if (columns.empty()) return;
    bool begun = false;
    std::vector<std::string_view> seen;
    for (const auto& [row, line] : grid.rows()) {
      if (row == 0) continue;
      check_beyond(grid, line, columns);
      const Cell* value = cell_below("value", line, columns);
      const Cell* name = cell_below("field", line, columns);
      const FieldSchema* field = field_of_row(grid, row, name, fields, seen);
      if (field == nullptr || value == nullptr) continue;
      if (!begun) lines_.add(header, grid.place(0, 0));
      begun = true;
      write(*field, *value, grid.place(*value));
    }
  }

  const FieldSchema* field_of_row(const Grid& grid, std::size_t row, const Cell* name, const std::vector<FieldSchema>& fields,
                                  std::vector<std::string_view>& seen) {
    if (name == nullptr) {
      findings_.error("missing", at(grid.place(row, 0)), "this row names no field",
                      "name one of: " + product::listed(product::names_of(fields)));
      return nullptr;
    }
    const std::string_view said = trimmed(name->text);
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldSchema& one) { return one.name == said; });
    if (field == fields.end()) {
      findings_.error("unknown-field", at(grid.place(*name)), "there is no field " + product::quoted(said),
                      guess_or_list(said, product::names_of(fields), "the fields are: "));
      return nullptr;
    }
    if (std::find(seen.begin(), seen.end(), said) != seen.end()) {
      findings_.error("duplicate", at(grid.place(*name)), "the field " + product::quoted(said) + " is there twice",
                      "delete one of the rows");
      return nullptr;
    }
    seen.push_back(said);
    return &*field;
  }

  static std::vector<FieldSchema> columns_of_answers() {
    std::vector<FieldSchema> fields{{"provision", FieldKind::text}, {"title", FieldKind::text}, {"status", FieldKind::text}};
    for (const FieldSchema& field : product::answer_fields()) {
      if (field.name == "reason") continue;
      fields.push_back(field);
      if (field.name == "how") fields.back().name = "details";  // of Y the measure, of N and N/A the reason
    }
    return fields;
  }

  void read_answers(const Grid& grid) {
    const Columns columns = read_headings(grid, columns_of_answers());
    if (columns.empty()) return;
    for (const auto& [row, line] : grid.rows()) {
      if (row == 0) continue;
      check_beyond(grid, line, columns);
      const Cell* provision = cell_below("provision", line, columns);
      if (provision == nullptr)
        findings_.error("missing", at(grid.place(row, 0)), "this row names no provision", "name it: 5.1-1");
      else if (check_provision(grid, *provision, cell_below("status", line, columns)))
        read_answer(grid, *provision, line, columns);
    }
  }

  // The status is Table B.1's, and nobody's to change.
  bool check_provision(const Grid& grid, const Cell& cell, const Cell* status) {
    const product::Provision* provision = product::find_provision(trimmed(cell.text));
    if (cell.kind != Cell::Kind::text || provision == nullptr) {
      findings_.error("unknown-provision", at(grid.place(cell)), "EN 303 645 has no provision " + product::quoted(cell.text),
                      "write it as a text: 5.1-1");
      return false;
    }
    const product::StatusText text = product::status_of(*provision);
    const std::string_view expected = provision->in_table_b1() ? text.view() : "(M)";
    if (status != nullptr && trimmed(status->text) != expected)
      findings_.error("wrong-status", at(grid.place(*status)),
                      "the status of " + std::string(provision->id) + " in Table B.1 is " + std::string(expected),
                      "put it back, or empty the cell");
    return true;
  }

  void read_answer(const Grid& grid, const Cell& provision, const Grid::Line& line, const Columns& columns) {
    const Cell* support = cell_below("support", line, columns);
    const bool yes = support != nullptr && trimmed(support->text) == "Y";
    bool begun = false;
    for (const auto& [column, cell] : line) {
      const auto heading = columns.find(column);
      if (heading == columns.end()) continue;
      FieldSchema field = heading->second;
      if (field.name == "provision" || field.name == "title" || field.name == "status") continue;
      if (field.name == "details") field.name = yes ? "how" : "reason";
      if (!begun) lines_.add("[ics.\"" + std::string(trimmed(provision.text)) + "\"]", grid.place(provision));
      begun = true;
      write(field, *cell, grid.place(*cell));
    }
  }

  const Workbook& workbook_;
  TomlLines lines_;
  Findings findings_;
};

// The place of a finding in the file is the cell that its line came from.
std::vector<product::Finding> by_cell(std::vector<product::Finding> findings, const TomlLines& lines) {
  for (product::Finding& finding : findings) {
    const std::string& cell = lines.cell_of(finding.place.at.line);
    finding.place = at(cell.empty() ? "the workbook" : cell);
  }
  return findings;
}

}  // namespace

SheetImport declaration_of(const Workbook& workbook, std::int64_t now_s) {
  Importer importer(workbook);
  importer.read();
  SheetImport result;
  result.findings = importer.findings().take("");
  if (!result.findings.empty()) return result;
  const std::string& toml = importer.lines().text();
  product::Lint lint = product::parse_declaration(as_bytes(toml), "product.toml", product::BuiltInFragments(), now_s);
  result.usable = lint.usable();
  result.findings = by_cell(std::move(lint.findings), importer.lines());
  if (result.usable) result.toml = toml;
  return result;
}

}  // namespace cardea::assess
