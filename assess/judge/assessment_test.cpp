// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/assessment.hpp"

#include <gtest/gtest.h>

#include <random>

#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;

const Row& row_of(const Assessment& assessment, std::string_view id) {
  for (const Row& row : assessment.rows) {
    if (row.provision->id == id) return row;
  }
  ADD_FAILURE() << id;
  return assessment.rows.front();
}

Value flags(std::initializer_list<std::pair<const char*, bool>> all) {
  Value values = Value::Map{};
  for (const auto& [key, on] : all) values.set(key, on);
  return values;
}

TEST(TableB1, has_67_rows_and_4_1_and_counts_every_unit_once) {
  const Assessment assessment = Declared().assess_it();
  EXPECT_EQ(assessment.rows.size(), 68U);
  EXPECT_EQ(assessment.rows.front().provision->id, "4-1");
  EXPECT_EQ(assessment.coverage.units, 226U);
  const Coverage& c = assessment.coverage;
  EXPECT_EQ(c.passed + c.failed + c.inconclusive + c.pending + c.errors + c.not_applicable, 226U);
}

TEST(TableB1, without_any_fact_nothing_is_y_and_the_assessment_says_it_could_not) {
  const Assessment assessment = assess(Facts({}), "head");
  EXPECT_EQ(assessment.answers[static_cast<std::size_t>(Answer::yes)], 0U);
  EXPECT_EQ(assessment.exit_code(), 2);
  EXPECT_NE(assessment.overall, Verdict::pass);
}

TEST(TableB1, y_needs_the_declaration_and_every_unit) {
  // 5.3-5 has one unit, decided from rows; 5.3-8 has two, of which one is decided by a rule.
  Value mechanism = Value::Map{};
  mechanism.set("update_checking", "by itself");
  mechanism.set("check_interval", "1 day").set("checked", list_of({"after_initialization", "periodically"}));
  Value component = Value::Map{};
  component.set("update_mechanism", list_of({"UpdMech-1"}));
  const Assessment assessment = Declared()
                                    .answer("5.3-5", "Y")
                                    .answer("5.3-8", "Y")
                                    .row("UpdMech", "UpdMech-1", mechanism)
                                    .row("SoftComp", "SoftComp-1", component)
                                    .row("Conf", "Conf", flags({{"update_procedures", true}}))
                                    .row("UpdProc", "UpdProc-1")
                                    .assess_it();
  EXPECT_EQ(row_of(assessment, "5.3-5").answer, Answer::yes);
  EXPECT_EQ(row_of(assessment, "5.3-8").answer, Answer::open);
  EXPECT_EQ(row_of(assessment, "5.3-8").finding, Finding::passes_so_far);
  EXPECT_EQ(row_of(assessment, "5.3-8").decided(), 1U);
  EXPECT_EQ(row_of(assessment, "5.3-8").units.size(), 2U);
}

TEST(TableB1, a_failed_unit_turns_a_declared_y_into_n_and_fails_a_mandatory_row) {
  const Assessment assessment =
      Declared().answer("5.3-8", "Y").row("Conf", "Conf", flags({{"update_procedures", false}})).assess_it();
  EXPECT_EQ(row_of(assessment, "5.3-8").answer, Answer::no);
  EXPECT_EQ(row_of(assessment, "5.3-8").finding, Finding::contradicted);
  EXPECT_EQ(assessment.mandatory_failed, 1U);
  EXPECT_EQ(assessment.exit_code(), 1);
  EXPECT_EQ(assessment.overall, Verdict::fail);
}

TEST(TableB1, a_declared_n_fails_a_mandatory_row_and_is_allowed_for_a_recommendation) {
  const Assessment assessment = Declared().answer("5.1-3", "N").answer("5.5-2", "N").assess_it();
  EXPECT_EQ(row_of(assessment, "5.1-3").answer, Answer::no);
  EXPECT_EQ(row_of(assessment, "5.5-2").answer, Answer::no);
  EXPECT_EQ(assessment.mandatory_failed, 1U);
}

TEST(TableB1, na_is_printed_only_where_the_condition_does_not_hold) {
  const Assessment assessment = Declared().answer("5.1-2", "N/A", false).answer("5.3-3", "N/A", true).assess_it();
  EXPECT_EQ(row_of(assessment, "5.1-2").answer, Answer::not_applicable);
  EXPECT_EQ(row_of(assessment, "5.1-2").verdict, Verdict::not_applicable);
  EXPECT_EQ(row_of(assessment, "5.3-3").answer, Answer::no);
  EXPECT_EQ(row_of(assessment, "5.3-3").finding, Finding::wrongly_excluded);
  EXPECT_EQ(assessment.mandatory_failed, 1U);
}

TEST(TableB1, a_recommendation_that_is_not_met_needs_its_reason) {
  EXPECT_EQ(row_of(Declared().answer("5.5-2", "N").assess_it(), "4-1").answer, Answer::yes);
  const Assessment silent = Declared().answer("5.5-2", "N", true, "").assess_it();
  EXPECT_EQ(row_of(silent, "4-1").answer, Answer::no);
  EXPECT_EQ(silent.mandatory_failed, 1U);
}

TEST(TableB1, a_declared_y_that_nothing_looked_at_stays_open) {
  const Assessment assessment = Declared()
                                    .answer("5.7-2", "Y")
                                    .row("SecBoot", "SecBoot-1", testing::values({{"notification_functionality", "the page"}}))
                                    .assess_it();
  EXPECT_EQ(row_of(assessment, "5.7-2").answer, Answer::open);
  EXPECT_EQ(row_of(assessment, "5.7-2").finding, Finding::waits_for_a_person);
}

TEST(TableB1, an_assessor_error_makes_the_run_one_that_could_not_assess) {
  Declared declared;
  FactList list;
  Value values;
  values.set("done", false);
  values.set("described", true);
  ASSERT_TRUE(list.record("listeners", Effect::reads, "probe", values).ok());
  const Assessment assessment = assess(Facts(list.facts()), "head");
  EXPECT_GT(assessment.coverage.errors, 0U);
  EXPECT_EQ(assessment.exit_code(), 2);
}

// Whatever facts come in, a row answers Y only when the declaration says Y and every one of its units passed.
TEST(TableB1, no_random_facts_make_a_y_out_of_less_than_everything) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    Declared declared;
    for (const product::Provision& provision : product::provisions()) {
      if (!provision.in_table_b1()) continue;
      const char* answers[] = {"Y", "N", "N/A", ""};
      declared.answer(provision.id, answers[random() % 4], random() % 4 != 0, random() % 2 == 0 ? "why" : "");
    }
    declared.row("Conf", "Conf", flags({{"update_procedures", random() % 2 == 0}, {"secure_management", random() % 2 == 0}}));
    for (const Row& row : declared.assess_it().rows) {
      if (row.answer != Answer::yes) continue;
      ASSERT_EQ(row.declared, "Y") << "seed " << seed << " " << row.provision->id;
      ASSERT_EQ(row.passed(), row.units.size()) << "seed " << seed << " " << row.provision->id;
    }
  }
}

}  // namespace
}  // namespace cardea::assess
