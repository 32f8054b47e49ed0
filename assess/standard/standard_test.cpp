// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "assess/judge/rules.hpp"
#include "assess/judge/selector.hpp"
#include "assess/probes/bench.hpp"
#include "product/provisions.hpp"
#include "product/schema.hpp"

namespace cardea::assess {
namespace {

void expect_selector_exists(std::string_view text, std::string_view of) {
  const Selector selector = selector_of(text);
  const product::TableSchema* table = product::find_table(selector.table);
  ASSERT_NE(table, nullptr) << of << " " << text;
  for (const Selector::Condition& condition : selector.conditions) {
    const product::FieldSchema* field = table->field(condition.field);
    ASSERT_NE(field, nullptr) << of << " " << text;
    if (condition.word == "*" || field->words.empty()) continue;
    EXPECT_NE(std::find(field->words.begin(), field->words.end(), condition.word), field->words.end()) << of << " " << text;
  }
}

std::size_t count_if(const std::function<bool(const TestUnit&)>& that) {
  return static_cast<std::size_t>(std::count_if(test_units().begin(), test_units().end(), that));
}

TEST(Standard, has_68_groups_109_cases_and_226_units) {
  EXPECT_EQ(product::provisions().size(), 68U);  // one group each
  EXPECT_EQ(test_cases().size(), 109U);
  EXPECT_EQ(test_units().size(), 226U);
  EXPECT_EQ(count_if([](const TestUnit& unit) { return unit.kind == "C"; }), 124U);
  EXPECT_EQ(count_if([](const TestUnit& unit) { return unit.kind == "F"; }), 102U);
}

TEST(Standard, every_case_belongs_to_a_provision_and_every_provision_has_one) {
  std::set<std::string_view> tested;
  for (const TestCase& one : test_cases()) {
    EXPECT_NE(product::find_provision(one.provision), nullptr) << one.id;
    tested.insert(one.provision);
  }
  EXPECT_EQ(tested.size(), product::provisions().size());
}

TEST(Standard, the_units_are_those_of_the_cases_in_their_order) {
  std::vector<std::string> expected;
  for (const TestCase& one : test_cases()) {
    for (const char letter : one.letters) expected.push_back(std::string(one.id) + "." + letter);
  }
  std::vector<std::string> there;
  for (const TestUnit& unit : test_units()) there.emplace_back(unit.id);
  EXPECT_EQ(there, expected);
}

TEST(Standard, the_kind_of_a_unit_is_that_of_its_case) {
  for (const TestUnit& unit : test_units()) {
    const auto one =
        std::find_if(test_cases().begin(), test_cases().end(), [&](const TestCase& c) { return c.id == unit.test_case; });
    ASSERT_NE(one, test_cases().end()) << unit.id;
    const std::string_view kind = one->kind != "C/F" ? one->kind : unit.id.ends_with(".c") ? "F" : "C";
    EXPECT_EQ(unit.kind, kind) << unit.id;
  }
}

TEST(Standard, what_a_unit_ranges_over_and_reads_is_in_the_declaration) {
  for (const TestUnit& unit : test_units()) {
    if (!unit.over.empty()) expect_selector_exists(unit.over, unit.id);
    for (const std::string_view one : parts_of(unit.reads, " ")) {
      const std::size_t dot = one.find('.');
      if (one.substr(0, dot) == "ics") continue;
      const product::TableSchema* table = product::find_table(one.substr(0, dot));
      ASSERT_NE(table, nullptr) << unit.id << " " << one;
      EXPECT_NE(table->field(one.substr(dot + 1)), nullptr) << unit.id << " " << one;
    }
  }
}

TEST(Standard, every_table_of_the_declaration_is_looked_at_by_a_unit) {
  std::set<std::string_view> used;
  for (const TestUnit& unit : test_units()) {
    if (!unit.over.empty()) used.insert(selector_of(unit.over).table);
    for (const std::string_view one : parts_of(unit.reads, " ")) used.insert(one.substr(0, one.find('.')));
  }
  for (const product::TableSchema& table : product::tables()) {
    if (table.number != 0) {
      EXPECT_TRUE(used.contains(table.name)) << table.name;
    }
  }
}

TEST(Standard, a_unit_refers_to_provisions_and_escapes_that_exist) {
  for (const TestUnit& unit : test_units()) {
    for (const std::string_view one : parts_of(unit.refers, ", "))
      EXPECT_NE(product::find_provision(one), nullptr) << unit.id << " " << one;
    if (!unit.escape.empty()) {
      EXPECT_NE(find_escape(unit.escape), nullptr) << unit.id;
    }
  }
}

TEST(Standard, every_escape_is_used_and_its_selectors_are_of_the_declaration) {
  std::set<std::string_view> used;
  for (const TestUnit& unit : test_units()) used.insert(unit.escape);
  for (const Escape& escape : escapes()) {
    EXPECT_TRUE(used.contains(escape.key)) << escape.key;
    if (escape.none_of == "-") continue;
    for (const std::string_view selector : parts_of(escape.none_of, "; ")) expect_selector_exists(selector, escape.key);
  }
}

TEST(Standard, a_unit_has_a_rule_exactly_when_it_is_automatic) {
  for (const TestUnit& unit : test_units()) {
    EXPECT_EQ(unit.automation == Automation::automatic, !unit.rule.empty()) << unit.id;
    if (!unit.rule.empty()) {
      EXPECT_NE(find_rule(unit.rule), nullptr) << unit.id << " " << unit.rule;
    }
  }
}

TEST(Standard, an_assisted_unit_has_a_probe_and_every_probe_named_exists) {
  std::set<std::string_view> known{"declaration"};
  for (const Probe& probe : probes()) known.insert(probe.name);
  for (const TestUnit& unit : test_units()) {
    const std::vector<std::string_view> named = parts_of(unit.probes, ", ");
    for (const std::string_view name : named) EXPECT_TRUE(known.contains(name)) << unit.id << " " << name;
    const bool live = std::any_of(named.begin(), named.end(), [](std::string_view name) { return name != "declaration"; });
    if (unit.automation == Automation::assisted) {
      EXPECT_TRUE(live) << unit.id;
    }
    if (unit.automation == Automation::human) {
      EXPECT_FALSE(live) << unit.id;
    }
  }
}

TEST(Standard, at_least_100_units_are_automatic_or_assisted) {
  EXPECT_GE(count_if([](const TestUnit& unit) { return unit.automation != Automation::human; }), 100U);
}

TEST(Standard, every_unit_says_in_both_tongues_what_holds) {
  for (const TestUnit& unit : test_units()) {
    EXPECT_FALSE(unit.statement_en.empty()) << unit.id;
    EXPECT_FALSE(unit.statement_zh.empty()) << unit.id;
    EXPECT_LE(unit.statement_en.size(), 120U) << unit.id;
    EXPECT_EQ(unit.statement_en.find("shall"), std::string_view::npos) << unit.id;
  }
}

TEST(Standard, every_rule_is_used) {
  std::set<std::string_view> used;
  for (const TestUnit& unit : test_units()) used.insert(unit.rule);
  for (const NamedRule& rule : rules()) EXPECT_TRUE(used.contains(rule.name)) << rule.name;
}

TEST(Standard, probes_that_may_disturb_the_target_come_last) {
  EXPECT_TRUE(
      std::is_sorted(probes().begin(), probes().end(), [](const Probe& a, const Probe& b) { return a.effect < b.effect; }));
}

}  // namespace
}  // namespace cardea::assess
