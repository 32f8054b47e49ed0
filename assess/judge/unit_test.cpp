// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/unit.hpp"

#include <gtest/gtest.h>

#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

Declared with_answer(std::string_view unit, std::string_view verdict, Value more = Value{Value::Map{}}) {
  Declared declared;
  declared.answer("5.2-2", "Y").row("VulnTypes", "remote");
  more.set("verdict", verdict).set("rationale", "read the procedure").set("reviewer", "tester").set("role", "laboratory");
  declared.fact(kReview, std::string(unit), std::move(more));
  return declared;
}

Judgement judge(const Declared& declared, std::string_view unit) {
  return judge(Facts(declared.facts()), *find_unit(unit));
}

TEST(Units, one_without_a_rule_waits_for_a_person_and_cites_what_it_ranges_over) {
  Declared declared;
  declared.answer("5.2-2", "Y").row("VulnTypes", "remote");
  const Judgement judgement = judge(declared, "5.2-2-1.a");
  EXPECT_EQ(judgement.verdict, Verdict::pending_human);
  EXPECT_EQ(judgement.evidence, std::vector<std::uint64_t>{2});
}

TEST(Units, a_persons_answer_decides_what_waited_for_one) {
  EXPECT_EQ(judge(with_answer("5.2-2-1.a", "pass"), "5.2-2-1.a").verdict, Verdict::pass);
  EXPECT_EQ(judge(with_answer("5.2-2-1.a", "fail"), "5.2-2-1.a").verdict, Verdict::fail);
  const Judgement unsure = judge(with_answer("5.2-2-1.a", "inconclusive"), "5.2-2-1.a");
  EXPECT_EQ(unsure.verdict, Verdict::inconclusive);
  EXPECT_EQ(unsure.code, Code::a_person_could_not_tell);
  EXPECT_TRUE(unsure.by_a_person);
}

TEST(Units, a_person_never_overrules_what_the_program_found) {
  Declared declared = with_answer("5.2-2-1.b", "pass");
  declared.row("Conf", "Conf", values({{"vulnerability_actions", false}}));
  EXPECT_EQ(judge(declared, "5.2-2-1.b").verdict, Verdict::fail);
}

TEST(Units, a_word_that_is_no_verdict_is_no_pass) {
  EXPECT_EQ(judge(with_answer("5.2-2-1.a", "PASS"), "5.2-2-1.a").verdict, Verdict::inconclusive);
}

TEST(Units, the_last_answer_counts) {
  Declared declared = with_answer("5.2-2-1.a", "pass");
  declared.fact(kReview, "5.2-2-1.a", values({{"verdict", "fail"}}));
  EXPECT_EQ(judge(declared, "5.2-2-1.a").verdict, Verdict::fail);
}

TEST(Units, an_answer_that_has_expired_leaves_the_unit_open_and_says_so) {
  const Judgement judgement = judge(with_answer("5.2-2-1.a", "pass", values({{"expires_s", 0}})), "5.2-2-1.a");
  EXPECT_EQ(judgement.verdict, Verdict::pending_human);
  ASSERT_FALSE(judgement.findings.empty());
  EXPECT_NE(judgement.findings.back().find("expired"), std::string::npos);
}

TEST(Units, an_escape_of_the_text_is_a_pass_that_says_so) {
  Declared declared;
  declared.answer("5.3-6", "Y").row("UpdMech", "stick", values({{"initiation", list_of({"manual"})}}));
  const Judgement judgement = judge(declared, "5.3-6-1.b");
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.findings, std::vector<std::string>{std::string(find_escape("no_automatic_updates")->text_en)});
}

TEST(Units, an_escape_needs_rows_that_say_so) {
  Declared declared;
  declared.answer("5.3-6", "Y");
  EXPECT_NE(judge(declared, "5.3-6-1.b").verdict, Verdict::pass);
}

TEST(Units, that_no_record_shows_are_open_while_the_search_of_their_provision_is) {
  Declared declared;
  declared.answer("5.6-3", "Y").row("Intf", "lan", values({{"type", "network"}}));
  const Judgement judgement = judge(declared, "5.6-3-2.c");
  EXPECT_EQ(judgement.verdict, Verdict::pending_human);
  EXPECT_NE(judgement.findings.front().find("5.6-3-2.a"), std::string::npos);
  declared.fact(kReview, "5.6-3-2.a", values({{"verdict", "pass"}, {"rationale", "the casing was looked at"}}));
  EXPECT_EQ(judge(declared, "5.6-3-2.c").verdict, Verdict::pass);
}

TEST(Units, about_the_product_are_not_shown_by_nothing) {
  Declared declared;
  declared.answer("5.13-1", "Y").row("InpVal", "parser");
  EXPECT_EQ(judge(declared, "5.13-1-1.a").verdict, Verdict::pending_human);
}

TEST(Units, an_escape_needs_a_declaration) {
  EXPECT_NE(judge(Declared(), "5.3-6-1.b").verdict, Verdict::pass);
}

TEST(Units, that_concern_no_declared_row_leave_nothing_for_a_person_to_read) {
  Declared declared;
  declared.answer("5.4-3", "Y").row("SecParam", "key", values({{"type", "critical"}, {"hard_coded_in_source", false}}));
  const Judgement judgement = judge(declared, "5.4-3-1.b");
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.findings, std::vector<std::string>{"vacuous: no row of SecParam is concerned"});
}

TEST(Units, that_want_one_row_are_not_met_by_none) {
  Declared declared;
  declared.answer("5.11-2", "Y").row("DelFunc", "reset", values({{"target_type", list_of({"device"})}}));
  EXPECT_EQ(judge(declared, "5.11-2-1.a").verdict, Verdict::pending_human);
}

TEST(Units, a_table_without_a_row_is_no_pass_as_long_as_nobody_looked_for_one) {
  Declared declared;
  declared.answer("5.5-2", "Y");
  const Judgement judgement = judge(declared, "5.5-2-1.a");
  EXPECT_EQ(judgement.verdict, Verdict::pending_human);
  ASSERT_FALSE(judgement.findings.empty());
  EXPECT_NE(judgement.findings.front().find("NetSecImpl"), std::string::npos);
}

}  // namespace
}  // namespace cardea::assess
