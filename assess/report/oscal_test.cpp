// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "assess/report/report.hpp"
#include "assess/testing/reported.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {
namespace {

class Oscal : public ::testing::Test {
 protected:
  Oscal() : whole_(oscal_value(run_.assess_it(), Facts(run_.facts()))) {}

  const Value& report() const { return *whole_.find("assessment-results"); }
  const Value& result() const { return report().find("results")->if_array()->front(); }
  const Value::Array& list(const char* name) const { return *result().find(name)->if_array(); }

  static std::string property(const Value& of, std::string_view name) {
    for (const Value& one : *of.find("props")->if_array()) {
      if (*one.text("name") == name) return *one.text("value");
    }
    return {};
  }
  const Value& observation(std::string_view unit) const {
    for (const Value& one : list("observations")) {
      if (property(one, "unit") == unit) return one;
    }
    ADD_FAILURE() << unit;
    return list("observations").front();
  }
  static std::vector<std::string> methods(const Value& observation) {
    std::vector<std::string> out;
    for (const Value& one : *observation.find("methods")->if_array()) out.push_back(*one.if_text());
    return out;
  }

  const testing::Declared run_ = testing::small_run();
  const Value whole_;
};

TEST_F(Oscal, has_a_finding_for_every_row_and_an_observation_for_every_unit) {
  EXPECT_EQ(list("findings").size(), 68U);
  EXPECT_EQ(list("observations").size(), 226U);
}

TEST_F(Oscal, has_no_id_twice) {
  std::set<std::string> seen;
  for (const char* name : {"observations", "findings"}) {
    for (const Value& one : list(name)) EXPECT_TRUE(seen.insert(*one.text("uuid")).second);
  }
  for (const Value& finding : list("findings")) {
    for (const Value& one : *finding.find("related-observations")->if_array())
      EXPECT_TRUE(seen.contains(*one.text("observation-uuid")));
  }
}

TEST_F(Oscal, says_satisfied_of_what_is_met_alone_and_the_true_verdict_beside_it) {
  const Assessment assessment = run_.assess_it();
  for (std::size_t i = 0; i < assessment.rows.size(); ++i) {
    const Value& finding = list("findings")[i];
    const bool met = assessment.rows[i].finding == Finding::met;
    EXPECT_EQ(*finding.find("target")->find("status")->text("state"), met ? "satisfied" : "not-satisfied");
    EXPECT_EQ(property(finding, "verdict"), key_of(assessment.rows[i].verdict));
    EXPECT_EQ(property(finding, "support"), print_answer(assessment.rows[i].answer));
  }
}

TEST_F(Oscal, says_what_the_declaration_says_against_itself) {
  const Assessment assessment = run_.assess_it();
  std::set<std::string> seen;
  for (std::size_t i = 0; i < assessment.rows.size(); ++i) {
    const std::vector<Contradiction>& all = assessment.rows[i].contradictions;
    EXPECT_EQ(property(list("findings")[i], "contradiction"), all.empty() ? "" : all.front().rule);
    for (const Contradiction& one : all) seen.insert(std::string(one.rule));
  }
  EXPECT_TRUE(seen.contains("weak_algorithm"));
}

TEST_F(Oscal, names_how_a_unit_was_looked_at) {
  EXPECT_EQ(methods(observation("5.1-1-1.a")), std::vector<std::string>{"EXAMINE"});
  EXPECT_EQ(methods(observation("5.6-1-2.b")), std::vector<std::string>{"TEST"});
  EXPECT_EQ(methods(observation("5.2-2-1.a")), (std::vector<std::string>{"EXAMINE", "INTERVIEW"}));
  EXPECT_EQ(*observation("5.2-2-1.a").text("expires"), "2001-09-09T01:46:40Z");
  EXPECT_EQ(methods(observation("5.2-2-1.b")), std::vector<std::string>{"EXAMINE"});
}

TEST_F(Oscal, is_the_same_when_made_again_and_another_for_another_run) {
  EXPECT_EQ(print_json(oscal_value(run_.assess_it(), Facts(run_.facts()))), print_json(whole_));
  const Value other = oscal_value(assess(Facts(run_.facts()), "another head"), Facts(run_.facts()));
  EXPECT_NE(*other.find("assessment-results")->text("uuid"), *report().text("uuid"));
}

TEST_F(Oscal, passes_on_no_markup_and_no_control_byte_of_a_target) {
  const std::string text = print_json(whole_);
  EXPECT_EQ(text.find("<script"),
            text.find("\\\\<script") == std::string::npos ? std::string::npos : text.find("\\\\<script") + 2);
  EXPECT_EQ(text.find("](http"), std::string::npos);
  EXPECT_EQ(text.find("\\u001b"), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
}

}  // namespace
}  // namespace cardea::assess
