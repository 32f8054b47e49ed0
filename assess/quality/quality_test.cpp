// SPDX-License-Identifier: Apache-2.0
// The measuring itself: pairs that are no pairs are refused, what is off the diagonal shows, and a lie is the one that it says it
// is.
#include <gtest/gtest.h>

#include "assess/freeze.hpp"
#include "assess/quality/matrix.hpp"
#include "assess/quality/mutants.hpp"
#include "assess/quality/sayings.hpp"
#include "assess/quality/why_not.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"
#include "product/lint.hpp"

namespace cardea::assess::quality {
namespace {

constexpr std::int64_t kNow_s = 1'795'000'000;
constexpr const char* kSide = R"([{"probe": "declaration", "subject": "Conf Conf", "values": {"table": "Conf"}}])";

Outcome<Pair> read(const std::string& text) {
  const store::ScratchDirectory scratch;
  EXPECT_TRUE(store::write_file(scratch / "rule.json", as_bytes(text)).ok());
  return read_pair(scratch / "rule.json", "rule");
}

std::string file(const std::string& says, const std::string& good, const std::string& bad, const std::string& more = {}) {
  return R"({"says": ")" + says + R"(", "good": )" + good + R"(, "bad": )" + bad + more + "}";
}

TEST(PairFile, has_both_sides_and_says_what_they_are) {
  ASSERT_TRUE(read(file("both", kSide, kSide)).ok());
  EXPECT_FALSE(read("[").ok());
  EXPECT_FALSE(read(file("", kSide, kSide)).ok());
  EXPECT_FALSE(read(file("no good side", "[]", kSide)).ok());
  EXPECT_FALSE(read(file("no bad side", kSide, "[]")).ok());
  EXPECT_FALSE(read(file("a fact without values", kSide, R"([{"probe": "declaration", "subject": "Conf"}])")).ok());
  EXPECT_FALSE(read_pair("nowhere.json", "rule").ok());
  EXPECT_FALSE(read_pairs("nowhere").ok());
}

TEST(PairFile, stops_short_of_pass_or_fail_only_with_a_reason) {
  const auto pair = read(file("both", kSide, kSide, R"(, "at_worst": "PENDING HUMAN: a person weighs it")"));
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(pair->worst, Verdict::pending_human);
  EXPECT_EQ(pair->worst_because, "a person weighs it");
  EXPECT_FALSE(read(file("both", kSide, kSide, R"(, "at_worst": "PENDING HUMAN")")).ok());
  EXPECT_FALSE(read(file("both", kSide, kSide, R"(, "at_best": "ERROR: as it is")")).ok());
}

Pair confirmation(bool good, bool bad) {
  const auto side = [](bool confirmed) {
    FactList list;
    Value values;
    values.set("table", "Conf").set("id", "Conf").set("secure_development", confirmed);
    EXPECT_TRUE(list.record("declaration", Effect::reads, "Conf Conf", values).ok());
    return list.facts();
  };
  return {"secure_development_confirmed", "both", false, side(good), side(bad), Verdict::pass, Verdict::fail, {}, {}};
}

std::string wrong(const std::vector<Pair>& pairs) {
  for (const Cell& cell : judge_pairs(pairs)) {
    if (cell.unit->id == "5.6-9-1.b") return cell.wrong;
  }
  return "no such unit";
}

TEST(Matrix, tells_a_unit_without_a_pair_and_a_side_that_does_not_turn) {
  EXPECT_EQ(wrong({confirmation(true, false)}), "");
  EXPECT_EQ(wrong({}), "has no pair");
  EXPECT_NE(wrong({confirmation(false, false)}).find("the good side is FAIL"), std::string::npos);
  EXPECT_NE(wrong({confirmation(true, true)}).find("the bad side is PASS"), std::string::npos);
}

TEST(Matrix, every_pair_of_a_rule_counts) {
  const std::vector<Pair> pairs{confirmation(true, false), confirmation(true, true)};
  std::vector<std::string> of_the_unit;
  for (const Cell& cell : judge_pairs(pairs)) {
    if (cell.unit->id == "5.6-9-1.b") of_the_unit.push_back(cell.wrong);
  }
  ASSERT_EQ(of_the_unit.size(), 2U);
  EXPECT_EQ(of_the_unit[0], "");
  EXPECT_NE(of_the_unit[1].find("the bad side is PASS"), std::string::npos);
}

TEST(Matrix, a_pass_that_rests_on_no_row_proves_nothing) {
  Pair empty = confirmation(true, false);
  empty.rule = "unneeded_radios_are_off";
  Value values;
  values.set("table", "ics").set("id", "5.6-3");
  empty.good.front().values = values;
  for (const Cell& cell : judge_pairs({empty})) {
    if (cell.unit->id == "5.6-3-1.b") {
      EXPECT_FALSE(cell.wrong.empty());
    }
  }
}

product::Lint lint_of(const std::string& text, const product::FragmentSource& source) {
  return product::parse_declaration(as_bytes(text), "product.toml", source, kNow_s);
}

product::Declaration speaker() {
  const std::string path = std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml";
  return *lint_of(*store::read_text(path, 1U << 20), product::BuiltInFragments()).declaration;
}

std::vector<std::string> frozen(const product::Declaration& declaration) {
  FactList list;
  EXPECT_TRUE(freeze_declaration(declaration, list).ok());
  std::vector<std::string> all;
  for (const Fact& fact : list.facts()) all.push_back(fact.subject + print_json(fact.values));
  return all;
}

TEST(DeclaredRows, written_as_one_file_say_the_same) {
  const product::Lint flat = lint_of(toml_of(rows_of(speaker())), product::BuiltInFragments());
  ASSERT_TRUE(flat.clean()) << product::describe(flat.findings.front());
  EXPECT_EQ(frozen(*flat.declaration), frozen(speaker()));
}

bool every_row(const DeclaredRow&) {
  return true;
}

TEST(Lies, are_each_different_and_change_what_they_say) {
  const Rows truth = rows_of(speaker());
  const std::vector<Mutant> mutants = mutants_of(truth, every_row);
  EXPECT_GE(mutants.size(), 300U);
  const std::string text = toml_of(truth);
  std::set<std::string> seen;
  for (const Mutant& mutant : mutants) {
    const std::string lie = toml_of(apply(mutant, truth));
    EXPECT_NE(lie, text) << mutant.what;
    EXPECT_TRUE(seen.insert(mutant.what).second) << mutant.what;
    if (mutant.lie == Lie::row_hushed_up) {
      EXPECT_EQ(lie.find('"' + truth[mutant.row].id + '"'), std::string::npos) << mutant.what;
    }
  }
}

TEST(Lies, of_a_kind_that_nobody_knows_have_no_excuse) {
  Mutant mutant;
  mutant.table = "Intf";
  mutant.field = "port";
  EXPECT_EQ(why_not(mutant), "");
  mutant.field = "physically_accessible";
  EXPECT_EQ(why_not(mutant), "only eyes see it");
}

TEST(Sayings, without_words_in_chinese_are_told_apart) {
  Sayings sayings;
  add_findings({Verdict::fail, Code::none, {"tcp 23 is open and not declared", "a sentence that no rule says"}}, sayings);
  add_findings({Verdict::pass, Code::none, {"a person's own words"}, {1}, true}, sayings);
  EXPECT_EQ(sayings.size(), 2U);
  EXPECT_EQ(without_chinese(sayings), Sayings{"a sentence that no rule says"});
}

}  // namespace
}  // namespace cardea::assess::quality
