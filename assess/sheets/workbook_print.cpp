// SPDX-License-Identifier: Apache-2.0
// The fewest parts that a spreadsheet program opens. Every text stands in its own cell as a text: no cell is a formula, and none
// becomes one when it is edited, because the cells are of the format "text".
#include "assess/sheets/archive.hpp"
#include "assess/sheets/worksheet.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr std::string_view kDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kKind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

// The places of the looks in kStyles.
constexpr std::string_view kHeadingStyle = "1";
constexpr std::string_view kTextStyle = "2";
constexpr std::string_view kQuotedStyle = "3";  // as if typed behind an apostrophe
constexpr std::string_view kPlainStyle = "4";

constexpr std::string_view kStyles =
    R"(<fonts count="2"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="10"/><name val="Arial"/></font></fonts>)"
    R"(<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>)"
    R"(<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>)"
    R"(<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">)"
    R"(<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>)"
    R"(<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>)"
    R"(<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>)"
    R"(<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>)"
    R"(<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>)"
    R"(</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>)";

std::string quoted(std::string_view text) {
  return "\"" + xml_text(text) + "\"";
}

std::string root(std::string_view name, std::string_view space, const std::string& content) {
  std::string out(kDeclaration);
  out += "<" + std::string(name) + " xmlns=" + quoted(space) + ">" + content + "</" + std::string(name) + ">";
  return out;
}

std::string sheet_part(std::size_t number) {
  return "worksheets/sheet" + std::to_string(number) + ".xml";
}

std::string print_content_types(std::size_t sheets) {
  const auto part = [](const std::string& name, std::string_view kind) {
    return "<Override PartName=" + quoted("/xl/" + name) + " ContentType=" + quoted(std::string(kKind) + std::string(kind)) +
           "/>";
  };
  std::string out = R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
                    R"(<Default Extension="xml" ContentType="application/xml"/>)";
  out += part("workbook.xml", "sheet.main+xml") + part("styles.xml", "styles+xml");
  for (std::size_t i = 1; i <= sheets; ++i) out += part(sheet_part(i), "worksheet+xml");
  return root("Types", "http://schemas.openxmlformats.org/package/2006/content-types", out);
}

std::string relation(const std::string& id, std::string_view kind, const std::string& target) {
  return "<Relationship Id=" + quoted(id) + " Type=" + quoted(std::string(kDocument) + "/" + std::string(kind)) +
         " Target=" + quoted(target) + "/>";
}

std::string print_relations(std::size_t sheets) {
  std::string out;
  for (std::size_t i = 1; i <= sheets; ++i) out += relation("rId" + std::to_string(i), "worksheet", sheet_part(i));
  return root("Relationships", kRelations, out + relation("rIdStyles", "styles", "styles.xml"));
}

std::string print_list(const Workbook& workbook) {
  std::string out = workbook.days_from_1904 ? "<workbookPr date1904=\"1\"/>" : "";
  out += "<sheets>";
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    out += "<sheet xmlns:r=" + quoted(kDocument) + " name=" + quoted(workbook.sheets[i].name) + " sheetId=" + quoted(number) +
           " r:id=" + quoted("rId" + number) + "/>";
  }
  return root("workbook", kMain, out + "</sheets>");
}

std::string_view style_of(const Cell& cell) {
  if (cell.row == 0) return kHeadingStyle;
  if (cell.kind != Cell::Kind::text) return kPlainStyle;
  return std::string_view("=+-@").find(cell.text[0]) == std::string_view::npos ? kTextStyle : kQuotedStyle;
}

std::string print_cell(const Cell& cell) {
  std::string out = "<c r=\"" + cell_reference(cell.row, cell.column) + "\" s=\"" + std::string(style_of(cell)) + "\"";
  switch (cell.kind) {
    case Cell::Kind::text:
      return out + " t=\"inlineStr\"><is><t xml:space=\"preserve\">" + xml_text(encoded(cell.text)) + "</t></is></c>";
    case Cell::Kind::number: return out + "><v>" + xml_text(cell.text) + "</v></c>";
    case Cell::Kind::flag: break;
  }
  return out + " t=\"b\"><v>" + (cell.text == "TRUE" ? "1" : "0") + "</v></c>";
}

std::string print_sheet(const Sheet& sheet) {
  std::string out =
      R"(<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>)"
      R"(<cols><col min="1" max="100" width="28" style="2" customWidth="1"/></cols><sheetData>)";
  std::size_t row = std::string::npos;
  for (const Cell& cell : sheet.cells) {
    if (cell.row != row) {
      out += row == std::string::npos ? "" : "</row>";
      row = cell.row;
      out += "<row r=\"" + std::to_string(row + 1) + "\">";
    }
    out += print_cell(cell);
  }
  out += row == std::string::npos ? "" : "</row>";
  return root("worksheet", kMain, out + "</sheetData>");
}

// As spreadsheet programs count: UTF-16 units.
std::size_t characters_of(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) count += byte >= 0xf0U ? 2 : 1;
  }
  return count;
}

Outcome<Unit> check_sizes(const Sheet& sheet) {
  for (const Cell& cell : sheet.cells) {
    const std::string place = cell_place(sheet.name, cell.row, cell.column);
    if (cell.row >= kSheetRowsMax || cell.column >= kSheetColumnsMax)
      return Problem(Err::too_large, place + ": there is no room for so many rows or columns");
    if (characters_of(cell.text) > kCellCharactersMax)
      return Problem(Err::too_large, place + ": the text is too long for a cell", "say it in fewer words");
  }
  return kOk;
}

}  // namespace

Outcome<Buffer> print_workbook(const Workbook& workbook) {
  const std::size_t sheets = workbook.sheets.size();
  std::vector<ArchiveMember> members{
      {"[Content_Types].xml", print_content_types(sheets)},
      {"_rels/.rels", root("Relationships", kRelations, relation("rId1", "officeDocument", "xl/workbook.xml"))},
      {"xl/workbook.xml", print_list(workbook)},
      {"xl/_rels/workbook.xml.rels", print_relations(sheets)},
      {"xl/styles.xml", root("styleSheet", kMain, std::string(kStyles))},
  };
  for (std::size_t i = 0; i < sheets; ++i) {
    TRY_(check_sizes(workbook.sheets[i]));
    members.push_back({"xl/" + sheet_part(i + 1), print_sheet(workbook.sheets[i])});
  }
  return pack(members);
}

}  // namespace cardea::assess
