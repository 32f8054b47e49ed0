// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assess/report/content.hpp"
#include "assess/testing/reported.hpp"

namespace cardea::assess {
namespace {

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

class HtmlPage : public ::testing::TestWithParam<Language> {
 protected:
  const testing::Declared run_ = testing::small_run();
  const Assessment assessment_ = run_.assess_it();
  const std::string page_ = print_html(assessment_, Facts(run_.facts()), GetParam());
};

TEST_P(HtmlPage, holds_every_row_every_case_every_unit_and_every_record) {
  for (const Row& row : assessment_.rows) {
    EXPECT_EQ(count_of(page_, "<tr id=\"p" + std::string(row.provision->id) + "\""), 1U) << row.provision->id;
    EXPECT_EQ(count_of(page_, "<article id=\"s" + std::string(row.provision->id) + "\""), 1U) << row.provision->id;
  }
  EXPECT_EQ(count_of(page_, "<div class=\"case\">"), 109U);
  for (const TestUnit& unit : test_units()) EXPECT_GE(count_of(page_, ">" + std::string(unit.id) + "</code>"), 1U) << unit.id;
  for (const Fact& fact : run_.facts()) EXPECT_EQ(count_of(page_, " id=\"e" + std::to_string(fact.seq) + "\""), 1U);
}

TEST_P(HtmlPage, leads_nowhere_that_is_not_there) {
  for (std::size_t at = page_.find("href=\"#"); at != std::string::npos; at = page_.find("href=\"#", at + 1)) {
    const std::string target = page_.substr(at + 7, page_.find('"', at + 7) - at - 7);
    EXPECT_NE(page_.find(" id=\"" + target + "\""), std::string::npos) << target;
  }
}

TEST_P(HtmlPage, runs_nothing_and_asks_nobody) {
  for (const char* what : {"<script", "<img", "<link", "<iframe", " src=", "url(", "@import", "onerror="})
    EXPECT_EQ(page_.find(what), std::string::npos) << what;
  EXPECT_EQ(count_of(page_, "href="), count_of(page_, "href=\"#"));
  EXPECT_EQ(page_.find('\033'), std::string::npos);
  EXPECT_EQ(page_.find('\xff'), std::string::npos);
}

TEST_P(HtmlPage, is_the_same_when_made_again) {
  EXPECT_EQ(print_html(run_.assess_it(), Facts(run_.facts()), GetParam()), page_);
}

INSTANTIATE_TEST_SUITE_P(, HtmlPage, ::testing::Values(Language::en, Language::zh), testing::language_name);

bool speaks_chinese(std::string_view text) {
  return text.find("\xe7\x9a\x84") != std::string_view::npos;  // 的
}

TEST(HtmlPages, speak_one_language_each) {
  const testing::Declared run = testing::small_run();
  const std::string english = print_html(run.assess_it(), Facts(run.facts()), Language::en);
  const std::string chinese = print_html(run.assess_it(), Facts(run.facts()), Language::zh);
  EXPECT_FALSE(speaks_chinese(english));
  EXPECT_TRUE(speaks_chinese(chinese));
  for (const char* heading : {"Table B.1:", "Deviations", "Coverage", "Limitations", "Environment", "Remedy", "Reproduction"}) {
    EXPECT_NE(english.find(heading), std::string::npos) << heading;
    EXPECT_EQ(chinese.find(heading), std::string::npos) << heading;
  }
}

class ReportContent : public ::testing::Test {
 protected:
  const testing::Declared run_ = testing::small_run();
  const Assessment assessment_ = run_.assess_it();
  const Content content_ = content_of(assessment_, Facts(run_.facts()), Language::en);

  const Limitation* limitation(std::string_view title) const {
    for (const Limitation& one : content_.limitations) {
      if (one.title == title) return &one;
    }
    return nullptr;
  }
};

TEST_F(ReportContent, counts_every_unit_once_in_each_chart) {
  EXPECT_EQ(content_.all_units.total(), 226U);
  for (const auto* bars : {&content_.by_method, &content_.by_clause}) {
    std::size_t sum = 0;
    for (const Bar& bar : *bars) sum += bar.total();
    EXPECT_EQ(sum, 226U);
  }
}

TEST_F(ReportContent, names_a_deviation_for_every_row_that_is_n_or_has_a_unit_that_failed) {
  for (const Row& row : assessment_.rows) {
    const bool failed = row.answer == Answer::no || row.verdict == Verdict::fail;
    std::size_t named = 0;
    for (const auto* list : {&content_.deviations, &content_.not_followed}) {
      for (const Deviation& one : *list) {
        named += one.row == &row ? 1 : 0;
        EXPECT_FALSE(one.points.empty());
        EXPECT_FALSE(one.remedy.empty());
      }
    }
    EXPECT_EQ(named, failed ? 1U : 0U) << row.provision->id;
  }
}

TEST_F(ReportContent, says_that_a_recommendation_is_not_followed_and_why) {
  ASSERT_EQ(content_.not_followed.size(), 1U);
  EXPECT_EQ(content_.not_followed[0].row->provision->id, "5.3-4");
  ASSERT_EQ(content_.not_followed[0].points[0].found.size(), 1U);
  EXPECT_EQ(content_.not_followed[0].points[0].found[0].text, "N: +1");
}

TEST_F(ReportContent, tells_how_long_a_probe_took_and_what_the_target_made_it_wait_for) {
  const Facts facts(run_.facts());
  const std::string english = print_html(assessment_, facts, Language::en);
  const std::string chinese = print_html(assessment_, facts, Language::zh);
  EXPECT_NE(english.find("9.0 s, 9 s of it because the target asked to wait"), std::string::npos);
  EXPECT_NE(chinese.find("9.0 秒，其中 9 秒为目标要求的等待"), std::string::npos);
}

TEST_F(ReportContent, names_probes_that_did_not_run_states_not_visited_and_answers_with_their_expiry) {
  const Limitation* probes = limitation("Probes that did not come to their end");
  ASSERT_NE(probes, nullptr);
  const std::string all = joined(probes->items, "\n");
  EXPECT_NE(all.find("tls: failed"), std::string::npos);
  EXPECT_NE(all.find("update: not described by the driver"), std::string::npos);
  EXPECT_EQ(all.find("listeners"), std::string::npos);
  ASSERT_NE(limitation("States that were not visited"), nullptr);
  EXPECT_NE(limitation("States that were not visited")->items[0].find("factory default"), std::string::npos);
  const Limitation* answers = limitation("Answers of people");
  ASSERT_NE(answers, nullptr);
  ASSERT_EQ(answers->items.size(), 2U);
  EXPECT_NE(answers->items[0].find("holds until 2001-09-09"), std::string::npos);
  EXPECT_NE(answers->items[1].find("expired on 1970-01-01"), std::string::npos);
}

TEST_F(ReportContent, names_files_of_other_tools) {
  const Limitation* files = limitation("Files of other tools, which can speak against a PASS and never make one");
  ASSERT_NE(files, nullptr);
  ASSERT_EQ(files->items.size(), 1U);
  EXPECT_TRUE(files->items[0].ends_with("7.93, SHA-256 ab; 3 findings on record, 1 not"));
}

TEST_F(ReportContent, counts_what_the_declaration_says_against_itself_among_the_deviations) {
  for (const Deviation& one : content_.deviations) {
    if (one.row->provision->id != "5.5-1") continue;
    EXPECT_EQ(one.points[0].expected, "The declaration does not contradict itself");
    EXPECT_EQ(one.points[0].found[1].text, "ComMech-Lan names rc4");
    return;
  }
  FAIL() << "5.5-1 is no deviation";
}

TEST_F(ReportContent, tells_what_was_found_in_the_language_of_the_page) {
  const Facts facts(run_.facts());
  const std::string english = print_html(assessment_, facts, Language::en);
  const std::string chinese = print_html(assessment_, facts, Language::zh);
  EXPECT_NE(english.find("ComMech-Lan names rc4"), std::string::npos);
  EXPECT_EQ(chinese.find("ComMech-Lan names rc4"), std::string::npos);
  EXPECT_NE(chinese.find("ComMech-Lan 提到 rc4"), std::string::npos);
}

TEST(HtmlPageInChinese, marks_what_it_has_no_words_for) {
  testing::Declared run = testing::small_run();
  run.fact("access", "probe", testing::values({{"done", false}, {"described", false}, {"why", "a reason of <nobody>"}}));
  const std::string chinese = print_html(run.assess_it(), Facts(run.facts()), Language::zh);
  EXPECT_NE(chinese.find("<li><span lang=\"en\">a reason of &lt;nobody&gt;</span></li>"), std::string::npos);
  const std::string english = print_html(run.assess_it(), Facts(run.facts()), Language::en);
  EXPECT_EQ(english.find("lang=\"en\">a reason"), std::string::npos);
}

TEST_F(ReportContent, says_what_was_scanned) {
  for (const Look& look : content_.looks) {
    if (look.probe == "listeners") {
      EXPECT_EQ(look.extent, "TCP 127.0.0.1: 65535 ports asked, 1 open, 65534 refused, 0 without an answer");
    }
  }
}

TEST_F(ReportContent, holds_everything_that_the_bench_wrote_down) {
  std::string all;
  for (const Named& one : content_.environment) all += one.name + "=" + one.value + "\n";
  for (const char* line : {"Target=twin", "Address=127.0.0.1", "System of the assessor=Linux", "User id of the assessor=0"})
    EXPECT_NE(all.find(line), std::string::npos) << line;
}

}  // namespace
}  // namespace cardea::assess
