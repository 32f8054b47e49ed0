// SPDX-License-Identifier: Apache-2.0
// From a declaration to a workbook and back: nothing is lost, and what is wrong is told by its cell.
#include <gtest/gtest.h>

#include "assess/sheets/export.hpp"
#include "assess/sheets/import.hpp"
#include "lib/base/clock.hpp"
#include "product/lint.hpp"
#include "product/provisions.hpp"
#include "product/schema.hpp"

namespace cardea::assess {
namespace {

constexpr std::int64_t kLate2026 = 1'795'000'000;

product::Declaration declared(const std::string& path) {
  auto lint = product::lint(std::string(CARDEA_SOURCE_DIR) + "/" + path, FakeClock(kLate2026));
  EXPECT_TRUE(lint.ok() && lint->usable()) << path;
  return *lint->declaration;
}

// What was parsed, without where: table, id, field, value.
using Content = std::map<std::string, std::map<std::string, Value>>;

void add(Content& content, const product::Row& row, std::size_t number) {
  auto& fields = content[row.table() + " " + std::to_string(number) + " " + row.id()];
  for (const auto& [name, field] : row.fields()) fields[name] = field.value;
}

Content content_of(const product::Declaration& declaration) {
  Content content;
  add(content, declaration.product_row(), 0);
  for (const product::TableSchema& table : product::tables()) {
    std::size_t number = 0;
    for (const product::Row& row : declaration.rows(table.name)) add(content, row, number++);
  }
  for (const auto& [provision, row] : declaration.answer_rows()) add(content, row, 0);
  return content;
}

std::string told(const std::vector<product::Finding>& findings) {
  std::string text;
  for (const product::Finding& finding : findings) text += product::describe(finding) + "\n";
  return text;
}

class RoundTrip : public ::testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, loses_nothing) {
  const product::Declaration declaration = declared(GetParam());
  for (const SheetLanguage language : {SheetLanguage::en, SheetLanguage::zh}) {
    const Workbook workbook = workbook_of(declaration, language);
    const Buffer file = *print_workbook(workbook);
    EXPECT_EQ(file, *print_workbook(workbook));
    const SheetImport imported = declaration_of(*parse_workbook(file), kLate2026);
    ASSERT_TRUE(imported.usable) << told(imported.findings);
    const product::Lint again =
        product::parse_declaration(as_bytes(imported.toml), "product.toml", product::BuiltInFragments(), kLate2026);
    EXPECT_TRUE(again.clean()) << told(again.findings);
    EXPECT_EQ(content_of(*again.declaration), content_of(declaration));
    EXPECT_EQ(*print_workbook(workbook_of(*again.declaration, language)), file);
  }
}

INSTANTIATE_TEST_SUITE_P(, RoundTrip,
                         ::testing::Values("products/hub/product.toml", "products/speaker/product.toml",
                                           "tests/foreign/dropbear/product.toml", "tests/foreign/lighttpd/product.toml",
                                           "tests/foreign/mosquitto/product.toml",
                                           "tests/foreign/mosquitto/hardened/product.toml",
                                           "tests/foreign/transmission/product.toml"),
                         [](const auto& instance) {
                           std::string name;
                           for (const char c : std::string(instance.param)) name += c == '/' || c == '.' ? '_' : c;
                           return name;
                         });

// The speaker's workbook with one thing changed.
class Changed : public ::testing::Test {
 protected:
  Sheet& sheet(const std::string& name) {
    for (Sheet& sheet : workbook_.sheets) {
      if (sheet.name == name) return sheet;
    }
    std::abort();
  }
  const Cell* find(const std::string& name, std::size_t row, std::size_t column) {
    for (const Cell& cell : sheet(name).cells) {
      if (cell.row == row && cell.column == column) return &cell;
    }
    return nullptr;
  }
  void put(const std::string& name, std::size_t row, std::size_t column, const std::string& text,
           Cell::Kind kind = Cell::Kind::text) {
    auto& cells = sheet(name).cells;
    std::erase_if(cells, [&](const Cell& cell) { return cell.row == row && cell.column == column; });
    if (!text.empty()) cells.push_back({row, column, kind, text});
  }
  std::size_t column(const std::string& name, const std::string& heading) {
    for (const Cell& cell : sheet(name).cells) {
      if (cell.row == 0 && cell.text == heading) return cell.column;
    }
    std::abort();
  }
  std::string findings() {
    const SheetImport imported = declaration_of(workbook_, kLate2026);
    EXPECT_TRUE(!imported.usable || !imported.toml.empty());
    return told(imported.findings);
  }

  Workbook workbook_ = workbook_of(declared("products/speaker/product.toml"), SheetLanguage::en);
};

TEST_F(Changed, has_a_sheet_for_every_table_and_a_column_for_every_field) {
  ASSERT_EQ(workbook_.sheets.size(), product::tables().size() + 2);
  EXPECT_EQ(workbook_.sheets[0].name, "ICS");
  EXPECT_EQ(workbook_.sheets[1].name, "product");
  for (const product::TableSchema& table : product::tables()) {
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
      const bool rows = table.shape == product::Shape::rows;
      const Cell* heading = find(std::string(table.name), rows ? 0 : i + 1, rows ? i + 1 : 0);
      ASSERT_NE(heading, nullptr) << table.name;
      EXPECT_EQ(heading->text, table.fields[i].name);
    }
  }
  const auto provisions = product::provisions();
  for (std::size_t i = 0; i < provisions.size(); ++i) EXPECT_EQ(find("ICS", i + 1, 0)->text, provisions[i].id);
  EXPECT_EQ(find("ICS", 1, 2)->text, "(M)");
  EXPECT_EQ(find("ICS", 2, 2)->text, "M C (1)");
}

TEST_F(Changed, says_which_cell_has_a_wrong_type) {
  put("Intf", 1, column("Intf", "port"), "many");
  EXPECT_EQ(findings(), "Intf!L2: error: `port` cannot be `many`\n");
}

TEST_F(Changed, says_which_cell_the_lint_means) {
  put("Intf", 1, column("Intf", "type"), "netwrk");
  EXPECT_NE(findings().find("Intf!C2: error: `type` cannot be `netwrk`\n"), std::string::npos) << findings();
}

TEST_F(Changed, says_which_row_lacks_something) {
  put("Intf", 1, column("Intf", "description"), "");
  EXPECT_NE(findings().find("Intf!A2: error: Intf-"), std::string::npos) << findings();
  put("Intf", 1, 0, "");
  EXPECT_EQ(findings(), "Intf!A2: error: this row has no id\n");
}

TEST_F(Changed, takes_nothing_over_that_it_does_not_understand) {
  put("Intf", 0, 40, "colour");
  put("ICS", 0, 9, "comment");
  put("product", 20, 0, "colour");
  put("AuthMech", 1, 50, "a remark");
  workbook_.sheets.push_back({"Notes", {{0, 0, Cell::Kind::text, "x"}}});
  workbook_.sheets.push_back({"Sheet1", {}});
  EXPECT_EQ(findings(),
            "AuthMech!AY2: error: there is no heading above this cell\n"
            "ICS!J1: error: there is no column `comment`\n"
            "Intf!AO1: error: there is no column `colour`\n"
            "Notes!A1: error: a declaration has no table `Notes`\n"
            "product!A21: error: there is no field `colour`\n");
}

TEST_F(Changed, has_no_heading_and_no_field_twice) {
  put("Intf", 0, 40, "port");
  put("UserInfo", 40, 0, "support_period");
  EXPECT_EQ(findings(),
            "Intf!AO1: error: the column `port` is there twice\n"
            "UserInfo!A41: error: the field `support_period` is there twice\n");
}

TEST_F(Changed, has_the_status_of_table_b1_and_no_other) {
  put("ICS", 2, 2, "R");
  EXPECT_EQ(findings(), "ICS!C3: error: the status of 5.1-1 in Table B.1 is M C (1)\n");
  put("ICS", 2, 2, "");
  EXPECT_EQ(findings(), "");
  put("ICS", 2, 0, "5.1-99");
  EXPECT_EQ(findings(), "ICS!A3: error: EN 303 645 has no provision `5.1-99`\n");
}

TEST_F(Changed, answers_what_it_answers_and_nothing_else) {
  for (const std::size_t at : {3U, 4U, 5U, 6U}) put("ICS", 2, at, "");
  EXPECT_EQ(findings().find("the workbook: error: 5.1-1 "), 0U) << findings();
  put("ICS", 2, 3, "maybe");
  EXPECT_NE(findings().find("ICS!D3: error: `support` cannot be `maybe`"), std::string::npos) << findings();
}

TEST_F(Changed, may_have_its_sheets_and_columns_in_any_order) {
  std::reverse(workbook_.sheets.begin(), workbook_.sheets.end());
  const std::size_t port = column("Intf", "port");
  for (Cell& cell : sheet("Intf").cells) {
    if (cell.column == port) cell.column = 60;
  }
  EXPECT_EQ(findings(), "");
}

TEST_F(Changed, may_call_its_sheets_as_the_standard_numbers_them) {
  const std::string number = std::to_string(product::find_table("Intf")->number);
  sheet("Intf").name = "IXIT " + number + "-Intf";
  EXPECT_EQ(findings(), "");
  workbook_.sheets.push_back({number + "-Intf", {{0, 0, Cell::Kind::text, "id"}}});
  EXPECT_EQ(findings(), number + "-Intf!A1: error: there is another sheet for `Intf`\n");
  workbook_.sheets.back().name = "1-Intf";
  EXPECT_EQ(findings(), "1-Intf!A1: error: a declaration has no table `1-Intf`\n");
}

TEST_F(Changed, makes_an_empty_list_of_none_and_of_nothing_else) {
  const std::size_t mechanism = column("SoftComp", "update_mechanism");
  put("SoftComp", 1, mechanism, "");
  EXPECT_NE(findings().find("lacks `update_mechanism`"), std::string::npos) << findings();
  put("SoftComp", 1, mechanism, "(none)");
  EXPECT_EQ(findings().find("lacks `update_mechanism`"), std::string::npos) << findings();
}

TEST_F(Changed, brings_no_field_by_the_text_of_a_cell) {
  const std::size_t description = column("Intf", "description");
  const std::string text = "x\"\nport = 1\n[[Intf]]\nid = \"Intf-Planted\"";
  put("Intf", 1, description, text);
  const SheetImport imported = declaration_of(workbook_, kLate2026);
  ASSERT_TRUE(imported.usable) << told(imported.findings);
  const product::Lint again =
      product::parse_declaration(as_bytes(imported.toml), "product.toml", product::BuiltInFragments(), kLate2026);
  EXPECT_EQ(again.declaration->row("Intf-Planted"), nullptr);
  EXPECT_EQ(again.declaration->rows("Intf")[0].text("description"), text);
}

TEST(EmptyWorkbook, is_no_declaration) {
  const SheetImport imported = declaration_of({}, kLate2026);
  EXPECT_FALSE(imported.usable);
  EXPECT_NE(told(imported.findings).find("the workbook: error: the file does not say which product it is"), std::string::npos);
}

}  // namespace
}  // namespace cardea::assess
