// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assess/report/report.hpp"
#include "assess/testing/reported.hpp"

namespace cardea::assess {
namespace {

// RFC 4180, read back: what is between quotes is one cell, whatever it holds.
std::vector<std::vector<std::string>> read_back(std::string_view text) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> cells{""};
  bool inside = false;
  for (std::size_t i = 3; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      inside = !inside;
      if (inside && text[i - 1] == '"' && text[i - 2] != ',') cells.back() += '"';
    } else if (!inside && c == ',') {
      cells.emplace_back();
    } else if (!inside && c == '\r') {
      EXPECT_EQ(text[++i], '\n');
      lines.push_back(std::move(cells));
      cells = {""};
    } else {
      cells.back() += c;
    }
  }
  return lines;
}

class Csv : public ::testing::TestWithParam<Language> {
 protected:
  const testing::Declared run_ = testing::small_run();
  const Assessment assessment_ = run_.assess_it();
  std::string units() const { return print_units_csv(assessment_, Facts(run_.facts()), GetParam()); }
};

TEST_P(Csv, holds_every_row_and_every_unit_with_as_many_cells_as_the_heading) {
  const auto rows = read_back(print_csv(assessment_, GetParam()));
  ASSERT_EQ(rows.size(), 69U);
  for (std::size_t i = 0; i < 68; ++i) {
    EXPECT_EQ(rows[i + 1].size(), rows[0].size());
    EXPECT_EQ(rows[i + 1][0], assessment_.rows[i].provision->id);
    EXPECT_EQ(rows[i + 1][2], print_answer(assessment_.rows[i].answer));
  }
  const auto lines = read_back(units());
  ASSERT_EQ(lines.size(), 227U);
  for (std::size_t i = 0; i < 226; ++i) {
    EXPECT_EQ(lines[i + 1].size(), lines[0].size());
    EXPECT_EQ(lines[i + 1][0], test_units()[i].id);
  }
}

TEST_P(Csv, holds_no_formula_and_no_control_byte) {
  for (const std::string& text : {print_csv(assessment_, GetParam()), units()}) {
    for (const auto& row : read_back(text)) {
      for (const std::string& cell : row)
        EXPECT_EQ(std::string_view("=+-@\t\r").find(cell.empty() ? 'x' : cell[0]), std::string_view::npos) << cell;
    }
    EXPECT_EQ(text.find('\033'), std::string::npos);
    EXPECT_EQ(text.find('\xff'), std::string::npos);
  }
}

TEST_P(Csv, defuses_a_formula_and_keeps_what_it_says) {
  for (const auto& row : read_back(print_csv(assessment_, GetParam()))) {
    if (row[0] == "5.5-1") {
      EXPECT_EQ(row[9], GetParam() == Language::zh ? "weak_algorithm 不通过：ComMech-Lan 提到 rc4"
                                                   : "weak_algorithm FAIL: ComMech-Lan names rc4");
    }
    if (row[0] == "5.3-4") {
      EXPECT_EQ(row[3], "'+1");
    }
    if (row[0] == "5.6-2") {
      EXPECT_EQ(row[3].substr(0, 40), "'=HYPERLINK(\"http://example.com\")<script");
    }
  }
}

TEST_P(Csv, names_the_person_who_decided) {
  const auto lines = read_back(units());
  for (const auto& row : lines) {
    if (row[0] == "5.2-2-1.a") {
      EXPECT_EQ(row[4], "'=Reviewer (laboratory), 1970-01-01");
    }
    if (row[0] == "5.2-2-1.b") {
      EXPECT_EQ(row[4], "");
    }
  }
}

TEST_P(Csv, is_the_same_when_made_again) {
  const Assessment again = run_.assess_it();
  EXPECT_EQ(print_csv(again, GetParam()), print_csv(assessment_, GetParam()));
  EXPECT_EQ(print_units_csv(again, Facts(run_.facts()), GetParam()), units());
}

INSTANTIATE_TEST_SUITE_P(, Csv, ::testing::Values(Language::en, Language::zh), testing::language_name);

TEST(CsvInChinese, speaks_chinese_where_it_speaks) {
  const testing::Declared run = testing::small_run();
  const std::string text = print_csv(run.assess_it(), Language::zh);
  EXPECT_EQ(text.substr(3, text.find('\r') - 3), "参考,状态,支持,细节,所见,条款,已判定单元,测试单元,证据记录,矛盾");
}

}  // namespace
}  // namespace cardea::assess
