// SPDX-License-Identifier: Apache-2.0
// Each rule with a declaration that trips it, and with one beside it that does not.
#include "assess/judge/contradictions.hpp"

#include <gtest/gtest.h>

#include <set>

#include "assess/report/chinese.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

std::vector<std::string> found(const Declared& declared) {
  std::vector<std::string> out;
  for (const Contradiction& one : contradictions_of(Facts(declared.facts()))) {
    EXPECT_TRUE(chinese_of(one.finding)) << one.finding;
    out.push_back(std::string(one.rule) + " " + one.provision);
  }
  return out;
}

using Found = std::vector<std::string>;

Declared with_row(std::string_view table, Value row) {
  return Declared().row(table, "one", std::move(row));
}

TEST(WeakAlgorithms, are_found_in_any_field_of_the_declaration) {
  EXPECT_EQ(found(with_row("AuthMech", values({{"description", "Digest with MD5 of the password"}}))),
            Found{"weak_algorithm 5.1-3"});
  EXPECT_EQ(found(with_row("SecParam", values({{"protection_scheme", "encrypted with 3DES"}}))), Found{"weak_algorithm 5.4-1"});
  Value detail = values({{"primitive", "RC4"}});
  Value details{Value::Array{}};
  details.push(std::move(detail));
  EXPECT_EQ(found(with_row("ComMech", values({{"cryptographic_details", details}}))), Found{"weak_algorithm 5.5-1"});
}

TEST(WeakAlgorithms, that_are_refused_are_none_and_a_word_inside_a_word_is_not_one) {
  EXPECT_TRUE(found(with_row("ComMech", values({{"description", "TLS 1.3; the server refuses TLS 1.0 and TLS 1.1"}}))).empty());
  EXPECT_TRUE(found(with_row("ComMech", values({{"description", "OpenSSL on a desktop, des Hauses"}}))).empty());
}

TEST(WeakAlgorithms, a_denial_in_the_sentence_before_denies_nothing) {
  EXPECT_EQ(found(with_row("ComMech", values({{"description", "There is no cloud. MD5 signs the messages"}}))),
            Found{"weak_algorithm 5.5-1"});
}

TEST(WeakAlgorithms, that_are_denied_once_and_used_elsewhere_are_found) {
  EXPECT_EQ(found(with_row("ComMech", values({{"description", "No MD5 is offered. MD5 signs the messages"}}))),
            Found{"weak_algorithm 5.5-1"});
}

TEST(WeakAlgorithms, of_which_a_sentence_goes_on_to_say_that_they_are_off_take_a_pass_away_and_refute_nothing) {
  const Declared declared = with_row("ComMech", values({{"description", "TLS 1.0 and TLS 1.1 are disabled"}}));
  const std::vector<Contradiction> all = contradictions_of(Facts(declared.facts()));
  ASSERT_EQ(all.size(), 2U);  // each of the two
  for (const Contradiction& one : all) EXPECT_EQ(one.verdict, Verdict::inconclusive) << one.finding;
  const Declared plain = with_row("ComMech", values({{"description", "TLS 1.0 is spoken. Telnet is disabled"}}));
  EXPECT_EQ(contradictions_of(Facts(plain.facts())).front().verdict, Verdict::fail);
}

TEST(CircularReasons, are_found_over_several_rows) {
  Declared declared;
  declared.answer("5.3-3", "N/A", false, "see 5.3-4")
      .answer("5.3-4", "N/A", false, "as in 5.3-5")
      .answer("5.3-5", "N/A", false, "see 5.3-3");
  EXPECT_EQ(found(declared), (Found{"circular_reason 5.3-3", "circular_reason 5.3-4", "circular_reason 5.3-5"}));
}

TEST(CircularReasons, a_reason_that_names_a_row_that_is_met_is_one) {
  Declared declared;
  declared.answer("5.3-3", "N/A", false, "see 5.3-1").answer("5.3-10", "N/A", false, "5.3-1 names no network");
  EXPECT_TRUE(found(declared).empty());
}

TEST(NothingBehindYes, needs_a_row_in_some_table_that_it_rests_on) {
  Declared declared;
  declared.answer("5.6-8", "Y");
  EXPECT_EQ(found(declared), Found{"nothing_behind_yes 5.6-8"});
  declared.row("AccCtrl", "mmu");
  EXPECT_TRUE(found(declared).empty());
}

TEST(StretchedEvidence, is_found_in_both_tongues_and_only_where_it_excuses) {
  EXPECT_EQ(found(Declared().answer("5.8-2", "N/A", false, "No traffic was seen to any service")),
            Found{"evidence_stretched 5.8-2"});
  EXPECT_EQ(found(Declared().answer("5.7-2", "N/A", false, "从未发生过篡改")), Found{"evidence_stretched 5.7-2"});
  EXPECT_TRUE(found(Declared().answer("5.8-2", "N/A", false, "The product has no sensor and stores no personal data")).empty());
}

TEST(RestartAsAlert, is_none_unless_something_tells_the_user_as_well) {
  EXPECT_EQ(found(with_row("SecBoot", values({{"user_notification", "The device enters a reboot loop"}}))),
            Found{"restart_as_alert 5.7-2"});
  EXPECT_TRUE(found(with_row("SecBoot", values({{"user_notification", "It restarts the old image and the status page says so"}})))
                  .empty());
}

TEST(IgnoredEscapes, are_found_where_the_test_text_grants_a_pass) {
  EXPECT_EQ(found(Declared()
                      .row("UpdMech", "stick", values({{"initiation", list_of({"manual"})}}))
                      .answer("5.3-6", "N", true, "there are no automatic updates")),
            Found{"escape_ignored 5.3-6"});
  Declared automatic;
  automatic.answer("5.3-6", "N")
      .row("UpdMech", "net", values({{"initiation", list_of({"automatic"})}, {"user_notification", "a page"}}));
  EXPECT_TRUE(found(automatic).empty());
}

TEST(RelaxedQuantifiers, are_found_in_the_reason_of_a_yes) {
  Declared declared;
  declared.row("ComMech", "local").answer("5.5-1", "Y", true, "All traffic uses TLS 1.3");
  EXPECT_TRUE(found(declared).empty());
  Declared relaxed;
  relaxed.row("ComMech", "local").answer("5.5-1", "Y", true, "At least one of the interfaces uses TLS 1.3");
  EXPECT_EQ(found(relaxed), Found{"quantifier_relaxed 5.5-1"});
}

TEST(RelaxedQuantifiers, are_phrases_and_not_the_beginning_of_another_word) {
  Declared declared;
  declared.row("SoftServ", "setup", values({{"interface", "local"}, {"allows_configuration", true}}));
  EXPECT_TRUE(
      found(declared.answer("5.5-5", "Y", true, "Every change needs a session, most of them the administrator's")).empty());
}

TEST(Contradictions, take_the_row_away_from_its_answer) {
  Declared declared;
  declared.answer("5.3-3", "N/A", false, "see 5.3-4").answer("5.3-4", "N/A", false, "see 5.3-3");
  const Assessment assessment = declared.assess_it();
  for (const Row& row : assessment.rows) {
    if (row.provision->id != "5.3-3") continue;
    EXPECT_EQ(row.finding, Finding::excluded_without_ground);
    EXPECT_EQ(row.answer, Answer::no);
  }
  EXPECT_EQ(assessment.overall, Verdict::fail);
}

TEST(Contradictions, every_rule_says_in_both_tongues_what_it_finds) {
  std::set<std::string_view> names;
  for (const ContradictionRule& rule : contradiction_rules()) {
    EXPECT_TRUE(names.insert(rule.name).second);
    EXPECT_FALSE(rule.says.en.empty() || rule.says.zh.empty()) << rule.name;
  }
  EXPECT_EQ(names.size(), 14U);
}

}  // namespace
}  // namespace cardea::assess
