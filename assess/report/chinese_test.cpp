// SPDX-License-Identifier: Apache-2.0
#include "assess/report/chinese.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace cardea::assess {
namespace {

// The numbers of the holes in order, with how each is to be read: "1*2".
std::string holes_of(std::string_view text) {
  std::string holes;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1))
    holes += text.substr(open + 1, text.find('}', open) - open - 1);
  return holes;
}

std::string digits_of(std::string holes) {
  std::erase_if(holes, [](char c) { return c < '0' || c > '9'; });
  return holes;
}

// As a rule would say it: a word of nobody's in each hole, and where a text of ours belongs, one of those.
std::string said_by(std::string_view english) {
  std::string said(english);
  for (std::size_t open = said.find('{'); open != std::string::npos; open = said.find('{')) {
    const std::size_t close = said.find('}', open);
    const bool ours = said[close - 1] == '*';
    said.replace(open, close - open + 1, ours ? "weak ciphers" : std::string("Row-") + said[open + 1]);
  }
  return said;
}

std::string shown_by(const ChineseRow& row) {
  std::string shown(row.chinese);
  const std::string holes = holes_of(row.english);
  for (std::size_t open = shown.find('{'); open != std::string::npos; open = shown.find('{')) {
    const std::size_t at = holes.find(shown[open + 1]);
    const bool ours = at + 1 < holes.size() && holes[at + 1] == '*';
    shown.replace(open, 3, ours ? "弱密码套件" : std::string("Row-") + shown[open + 1]);
  }
  return shown;
}

TEST(ChineseRows, stand_in_order_and_none_is_there_twice) {
  std::set<std::string> seen;
  std::string_view table;
  std::string_view before;
  for (const ChineseRow& row : chinese_rows()) {
    EXPECT_TRUE(row.table != table || before < row.english) << row.english;
    EXPECT_TRUE(seen.insert(said_by(row.english)).second) << row.english;
    table = row.table;
    before = row.english;
  }
  EXPECT_GT(seen.size(), 800U);
}

TEST(ChineseRows, have_the_same_holes_in_both_languages) {
  for (const ChineseRow& row : chinese_rows()) {
    const std::string holes = digits_of(holes_of(row.english));
    EXPECT_EQ(holes, std::string("123456789").substr(0, holes.size())) << row.english;
    std::string chinese = holes_of(row.chinese);
    std::sort(chinese.begin(), chinese.end());
    EXPECT_EQ(chinese, holes) << row.chinese;
  }
}

// A hole beside a hole has no end, and a row of holes alone would be about every text.
TEST(ChineseRows, have_words_between_their_holes) {
  for (const ChineseRow& row : chinese_rows()) {
    EXPECT_EQ(row.english.find("}{"), std::string_view::npos) << row.english;
    EXPECT_FALSE(row.english.starts_with('{') && row.english.find('}') + 1 == row.english.size()) << row.english;
    EXPECT_FALSE(row.english.empty());
  }
}

TEST(ChineseRows, are_found_by_what_they_are_about_and_no_other_row_is_in_their_way) {
  for (const ChineseRow& row : chinese_rows()) {
    const auto chinese = chinese_of(said_by(row.english));
    ASSERT_TRUE(chinese.has_value()) << row.english;
    EXPECT_EQ(*chinese, shown_by(row)) << row.english;
  }
}

TEST(Chinese, leaves_what_is_not_ours_as_it_is) {
  EXPECT_EQ(chinese_of("tcp 23 (telnetd) is open and not declared"), "tcp 23 (telnetd) 开放而未声明");
  EXPECT_EQ(chinese_of("AuthMech-Owner names md5"), "AuthMech-Owner 提到 md5");
  EXPECT_EQ(chinese_of("SoftComp-Boot has no update mechanism: "), "SoftComp-Boot 没有更新机制：");
  EXPECT_EQ(chinese_of("a sentence that no rule says"), std::nullopt);
  EXPECT_EQ(chinese_of(""), std::nullopt);
}

TEST(Chinese, translates_texts_of_ours_within_others) {
  EXPECT_EQ(chinese_of("factory default: tcp 80 is open and not declared"), "出厂默认状态：tcp 80 开放而未声明");
  EXPECT_EQ(chinese_of("probe tls: connect: Connection refused"), "探针 tls：连接：连接被拒绝");
  EXPECT_EQ(chinese_of("GET /state as nobody -> 200, and not declared"), "未登录 GET /state → 200，且未声明");
  EXPECT_EQ(chinese_of("request lines, a very long target: ends a process of the target"),
            "请求行，极长的目标：使被测设备的一个进程终止");
  EXPECT_EQ(chinese_of("(6) no row of TelData"), "（6）TelData 没有行");
}

TEST(Chinese, puts_the_words_of_others_where_its_own_order_wants_them) {
  EXPECT_EQ(chinese_of("3 ports of 127.0.0.1 did not answer"), "127.0.0.1 的 3 个端口没有应答");
}

TEST(Chinese, of_a_way_out_that_the_standard_grants_is_the_standards_own) {
  for (const Escape& escape : escapes()) EXPECT_EQ(chinese_of(escape.text_en), escape.text_zh);
}

TEST(Chinese, of_a_text_that_means_to_fit_everywhere_comes_to_an_end) {
  std::string hostile;
  for (int i = 0; i < 400; ++i) hostile += "a, b: c or d: ";
  EXPECT_EQ(chinese_of(hostile), std::nullopt);  // longer than any of ours
  const std::string shorter = hostile.substr(0, 4000);
  const Wording wording = told_in(Language::zh, shorter);
  EXPECT_EQ(wording.in_english, wording.text == shorter);
  EXPECT_FALSE(told_in(Language::en, shorter).in_english);
}

TEST(Chinese, never_touches_what_a_person_wrote) {
  Judgement judgement{Verdict::pass, Code::none, {"no certificate"}};
  EXPECT_EQ(findings_in(Language::zh, judgement).front().text, "没有证书");
  judgement.by_a_person = true;
  EXPECT_EQ(findings_in(Language::zh, judgement).front().text, "no certificate");
  EXPECT_FALSE(findings_in(Language::zh, judgement).front().in_english);
}

TEST(Chinese, that_is_missing_is_said_to_be_missing) {
  EXPECT_TRUE(told_in(Language::zh, std::string("a sentence that no rule says")).in_english);
  EXPECT_FALSE(told_in(Language::en, std::string("a sentence that no rule says")).in_english);
}

}  // namespace
}  // namespace cardea::assess
