// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/workbook.hpp"

#include <gtest/gtest.h>

#include "assess/sheets/archive.hpp"
#include "assess/sheets/worksheet.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {
namespace {

Cell text_at(std::size_t row, std::size_t column, const std::string& text) {
  return {row, column, Cell::Kind::text, text};
}

Outcome<Sheet> sheet_of(const std::string& data, const std::vector<std::string>& shared = {}) {
  return parse_worksheet(as_bytes("<worksheet><sheetData>" + data + "</sheetData></worksheet>"), "Intf", shared);
}

std::string refusal(const std::string& data) {
  const auto sheet = sheet_of(data, {"one"});
  return sheet ? "" : sheet.error().message;
}

// The parts of a workbook with one sheet, and what a hostile one has beside or instead.
Outcome<Workbook> workbook_with(std::vector<ArchiveMember> more, const std::string& target = "worksheets/sheet1.xml") {
  std::vector<ArchiveMember> members{
      {"xl/workbook.xml",
       R"(<workbook xmlns:r="urn:r"><sheets><sheet name="Intf" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="rId1" Target=")" + target + R"("/></Relationships>)"}};
  members.insert(members.end(), more.begin(), more.end());
  return parse_workbook(*pack(members));
}

std::string corpus(const std::string& name) {
  return std::string(CARDEA_SOURCE_DIR) + "/assess/sheets/corpus/workbook/" + name;
}

TEST(Workbook, gives_every_cell_back) {
  Workbook workbook;
  workbook.sheets.push_back({"ICS", {text_at(0, 0, "a"), text_at(0, 99, " edges "), text_at(9999, 0, "last")}});
  workbook.sheets.push_back(
      {"a <b> & \"c\"",
       {{0, 0, Cell::Kind::number, "-1.5E3"}, {0, 1, Cell::Kind::flag, "TRUE"}, {2, 1, Cell::Kind::flag, "FALSE"}}});
  workbook.sheets.push_back({"空", {}});
  workbook.sheets.push_back(
      {"Text", {text_at(0, 0, "two\nlines\tand\r\x01\x7f"), text_at(1, 0, "_x0041_ <&> \xef\xbf\xbf 数据 😀")}});
  for (const bool from_1904 : {false, true}) {
    workbook.days_from_1904 = from_1904;
    const Buffer file = *print_workbook(workbook);
    const auto again = parse_workbook(file);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(*again, workbook);
    EXPECT_EQ(*print_workbook(workbook), file);
  }
}

TEST(Workbook, writes_what_looks_like_a_formula_as_a_text) {
  Workbook workbook{{{"S", {}}}, false};
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://example.com\")"})
    workbook.sheets[0].cells.push_back(text_at(workbook.sheets[0].cells.size() + 1, 0, text));
  const Buffer file = *print_workbook(workbook);
  EXPECT_EQ(*parse_workbook(file), workbook);
  auto archive = *Archive::open(file);
  std::string xml;
  ASSERT_TRUE(archive
                  .read("xl/worksheets/sheet1.xml",
                        [&](Bytes piece) -> Outcome<Unit> {
                          xml += as_text(piece);
                          return kOk;
                        })
                  .ok());
  EXPECT_EQ(xml.find("<f"), std::string::npos);
  EXPECT_NE(xml.find(R"(s="3" t="inlineStr"><is><t xml:space="preserve">=1+1</t>)"), std::string::npos) << xml;
}

TEST(Workbook, says_where_a_text_is_too_long_to_be_written) {
  EXPECT_TRUE(print_workbook({{{"Intf", {text_at(2, 3, std::string(kCellCharactersMax, 'x'))}}}, false}).ok());
  EXPECT_EQ(print_workbook({{{"Intf", {text_at(2, 3, std::string(kCellCharactersMax + 1, 'x'))}}}, false}).error().message,
            "Intf!D3: the text is too long for a cell");
}

// Files of other programs, made once. openpyxl 3.0.9 puts each text into its cell: ws = Workbook().active, ws.title = "Intf",
// ws["A1"] = ... for each cell below, create_sheet("leer"), save(). XlsxWriter 3.0.2 shares the texts as spreadsheet programs do:
// add_worksheet("Intf"), write(...) for each cell, write_rich_string("B2", "initializing\n", bold, "initialized"), close(). The
// third is the second, opened and saved by LibreOffice 7.4: soffice --headless --convert-to xlsx.
TEST(Workbook, of_another_program_is_read) {
  for (const char* name : {"openpyxl.xlsx", "xlsxwriter.xlsx", "libreoffice.xlsx"}) {
    const Buffer file = *store::read_file(corpus(name));
    const auto workbook = parse_workbook(file);
    ASSERT_TRUE(workbook.ok()) << workbook.error().message;
    ASSERT_EQ(workbook->sheets.size(), 2U);
    EXPECT_EQ(workbook->sheets[0], (Sheet{"Intf",
                                          {text_at(0, 0, "id"),
                                           text_at(0, 1, "status"),
                                           text_at(1, 0, "Intf-1"),
                                           text_at(1, 1, "initializing\ninitialized"),
                                           {1, 2, Cell::Kind::number, "8443"},
                                           {1, 3, Cell::Kind::flag, "TRUE"},
                                           {1, 4, Cell::Kind::number, "48213"}}}))
        << name;
    EXPECT_EQ(workbook->sheets[1], (Sheet{"leer", {}}));
  }
}

TEST(Worksheet, reads_texts_that_are_shared_inline_and_in_runs) {
  const auto sheet = sheet_of(
      R"(<row r="2"><c r="B2" t="s"><v>1</v></c><c t="inlineStr"><is><r><t>bo</t></r><r><t>th</t></r><rPh><t>no</t></rPh></is></c></row>)"
      R"(<row><c r="A3" t="str"><v>plain</v></c><c r="C3" t="s"><v>0</v></c></row>)",
      {"", "shared"});
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  EXPECT_EQ(sheet->cells, (std::vector<Cell>{text_at(1, 1, "shared"), text_at(1, 2, "both"), text_at(2, 0, "plain")}));
}

TEST(Worksheet, does_not_mind_how_its_writer_calls_the_tags) {
  const auto sheet = parse_worksheet(
      as_bytes(R"(<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>)"),
      "S", {});
  ASSERT_TRUE(sheet.ok());
  EXPECT_EQ(sheet->cells, (std::vector<Cell>{{0, 0, Cell::Kind::number, "1"}}));
}

TEST(Worksheet, refuses_a_formula_where_it_stands) {
  EXPECT_EQ(refusal(R"(<row r="4"><c r="C4"><f>1+1</f><v>2</v></c></row>)"), "Intf!C4: this cell holds a formula");
  EXPECT_EQ(refusal(R"(<row r="4"><c r="C4" t="str"><f t="shared" si="0"/><v>x</v></c></row>)"),
            "Intf!C4: this cell holds a formula");
}

TEST(Worksheet, takes_the_formula_of_a_truth_value_that_libreoffice_writes) {
  const auto sheet = sheet_of(R"(<row><c t="b"><f aca="false">TRUE()</f><v>1</v></c><c t="b"><f>FALSE()</f><v>0</v></c></row>)");
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  EXPECT_EQ(sheet->cells, (std::vector<Cell>{{0, 0, Cell::Kind::flag, "TRUE"}, {0, 1, Cell::Kind::flag, "FALSE"}}));
  for (const char* cell : {R"(<c t="b"><f>TRUE()</f><v>0</v></c>)", R"(<c t="b"><f>NOT(FALSE())</f><v>1</v></c>)",
                           R"(<c t="b"><f t="shared" si="0"/><v>1</v></c>)", R"(<c t="str"><f>TRUE()</f><v>TRUE</v></c>)",
                           R"(<c t="b"><f>TRUE()AND(FALSE())</f><v>1</v></c>)", R"(<c><f>TRUE()</f></c>)"})
    EXPECT_EQ(refusal("<row>" + std::string(cell) + "</row>"), "Intf!A1: this cell holds a formula") << cell;
}

TEST(Worksheet, refuses_what_is_no_value) {
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1" t="e"><v>#REF!</v></c></row>)"), "Intf!B1: this cell holds an error");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1" t="s"><v>1</v></c></row>)"), "Intf!B1: the text of this cell is missing");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1" t="s"><v>-1</v></c></row>)"), "Intf!B1: the text of this cell is missing");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1" t="b"><v>2</v></c></row>)"), "Intf!B1: this cell is neither TRUE nor FALSE");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1"><v>nan</v></c></row>)"), "Intf!B1: this cell holds no number");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1" t="x"><v>1</v></c></row>)"),
            "Intf!B1: this cell is of a kind that workbooks do not know");
}

TEST(Worksheet, has_no_more_rows_and_columns_than_its_bounds) {
  EXPECT_EQ(refusal(R"(<row r="10000"><c r="CV10000"><v>1</v></c></row>)"), "");
  EXPECT_EQ(refusal(R"(<row r="10001"><c><v>1</v></c></row>)"), "Intf!A10001: there are more than 10000 rows");
  EXPECT_EQ(refusal(R"(<row r="99999999999999999999"/>)"), "Intf!A1: the rows are not numbered in order");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="CW1"><v>1</v></c></row>)"), "Intf!CW1: there are more than 100 columns");
  std::string rows;
  for (std::size_t i = 0; i < kSheetRowsMax; ++i) rows += "<row/>";
  EXPECT_EQ(refusal(rows + "<row><c><v>1</v></c></row>"), "Intf!A10001: there are more than 10000 rows");
}

TEST(Worksheet, may_have_rows_and_cells_without_content_as_far_as_the_format_goes) {
  EXPECT_EQ(refusal(R"(<row r="1"><c r="XFD1" s="1"/></row><row r="1048576"/>)"), "");
  EXPECT_EQ(refusal(R"(<row r="1048577"/>)"), "Intf!A1: the rows are not numbered in order");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="XFE1"/></row>)"), "Intf!A1: the cells are not named in order");
}

TEST(Worksheet, has_no_cell_twice) {
  EXPECT_EQ(refusal(R"(<row r="2"/><row r="2"/>)"), "Intf!A3: the rows are not numbered in order");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B1"/><c r="B1"/></row>)"), "Intf!C1: the cells are not named in order");
  EXPECT_EQ(refusal(R"(<row r="1"><c r="B2"/></row>)"), "Intf!A1: the cells are not named in order");
  EXPECT_EQ(refusal(R"(<c/>)"), "Intf!A1: there is a cell in the wrong place");
  EXPECT_EQ(refusal(R"(<row><c><c/></c></row>)"), "Intf!B1: there is a cell in the wrong place");
}

TEST(Worksheet, does_not_grow_by_a_text_that_is_shared_too_often) {
  std::string cells = "<row>";
  for (std::size_t i = 0; i < 100; ++i) cells += R"(<c t="s"><v>0</v></c>)";
  cells += "</row>";
  std::string all;
  for (std::size_t i = 0; i < 10; ++i) all += cells;
  EXPECT_EQ(sheet_of(all, {std::string(kCellBytesMax, 'x')}).error().code, Err::too_large);
}

TEST(Worksheet, holds_no_text_that_no_cell_has_room_for) {
  const std::string long_text(kCellBytesMax + 1, 'x');
  EXPECT_EQ(refusal("<row><c t=\"inlineStr\"><is><t>" + long_text + "</t></is></c></row>"),
            "Intf!A1: the text is too long for a cell");
  EXPECT_EQ(refusal("<row><c t=\"str\"><v>" + long_text + "</v></c></row>"), "Intf!A1: the text is too long for a cell");
}

TEST(HostileWorkbook, declares_no_document_type_and_no_entity) {
  const std::string bomb = R"(<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>)";
  const auto workbook = workbook_with({{"xl/worksheets/sheet1.xml", bomb}});
  EXPECT_EQ(workbook.error().code, Err::refused);
  EXPECT_EQ(workbook.error().message, "xl/worksheets/sheet1.xml: the XML is refused: it declares a document type (line 1)");
}

TEST(HostileWorkbook, leads_nowhere_but_to_its_own_sheets) {
  const std::string sheet = "<worksheet/>";
  EXPECT_TRUE(workbook_with({{"xl/worksheets/sheet1.xml", sheet}}, "/xl/worksheets/sheet1.xml").ok());
  for (const char* target : {"../../etc/passwd", "worksheets/../../x.xml", "worksheets/../workbook.xml", "/etc/passwd",
                             "worksheets/a/b.xml", "file:///etc/passwd", "worksheets/.xml", "worksheets/sheet2.xml", ""}) {
    const auto workbook =
        workbook_with({{"xl/worksheets/sheet1.xml", sheet}, {"../../etc/passwd", sheet}, {"x.xml", sheet}}, target);
    EXPECT_EQ(workbook.error().message, "Intf!A1: this is no sheet of cells") << target;
  }
}

TEST(HostileWorkbook, unpacks_no_further_than_its_bound) {
  const auto workbook =
      workbook_with({{"xl/worksheets/sheet1.xml", "<worksheet>" + std::string(kUnpackedBytesMax, ' ') + "</worksheet>"}});
  EXPECT_EQ(workbook.error().code, Err::too_large);
  EXPECT_EQ(workbook.error().message, "the workbook unpacks to more than 64 MiB");
}

TEST(HostileWorkbook, lacks_what_makes_it_one) {
  EXPECT_EQ(parse_workbook(*pack({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}})).error().message,
            "this is no workbook: it lacks xl/workbook.xml");
  EXPECT_EQ(workbook_with({}).error().message, "Intf!A1: this is no sheet of cells");
  EXPECT_EQ(workbook_with({{"xl/worksheets/sheet1.xml", "<worksheet>"}}).error().message,
            "xl/worksheets/sheet1.xml: not well-formed XML: no element found (line 1)");
}

TEST(CellPlace, is_named_as_programs_name_it_and_disturbs_no_terminal) {
  EXPECT_EQ(cell_place("Intf", 3, 2), "Intf!C4");
  EXPECT_EQ(cell_place("Intf", 0, 26), "Intf!AA1");
  EXPECT_EQ(cell_place("\033[2J", 0, 0), "`?[2J`!A1");
}

}  // namespace
}  // namespace cardea::assess
