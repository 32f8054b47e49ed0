// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/standard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "assess/judge/rules.hpp"
#include "assess/probes/bench.hpp"
#include "product/provisions.hpp"

namespace cardea::assess {
namespace {

TEST(Standard, has_109_cases_and_226_units_of_68_provisions) {
  EXPECT_EQ(test_cases().size(), 109U);
  EXPECT_EQ(count_of_units(), 226U);
  EXPECT_EQ(product::provisions().size(), 68U);
  std::size_t sum = 0;
  for (const product::Provision& provision : product::provisions()) {
    EXPECT_GT(count_of_units(provision.id), 0U) << provision.id;
    sum += count_of_units(provision.id);
  }
  EXPECT_EQ(sum, 226U);
}

TEST(Standard, every_case_belongs_to_a_provision) {
  for (const TestCase& one : test_cases()) EXPECT_NE(product::find_provision(one.provision), nullptr) << one.id;
}

TEST(Standard, every_judged_unit_is_a_unit_of_the_standard_once) {
  std::set<std::string_view> seen;
  for (const TestUnit& unit : test_units()) {
    const std::vector<std::string> known = unit_ids_of(unit.provision);
    EXPECT_NE(std::find(known.begin(), known.end(), unit.id), known.end()) << unit.id;
    EXPECT_TRUE(seen.insert(unit.id).second) << unit.id << " twice";
  }
}

TEST(Standard, every_judged_unit_has_its_rule_its_probes_and_both_tongues) {
  std::set<std::string_view> probes_known{"declaration"};
  for (const Probe& probe : probes()) probes_known.insert(probe.name);
  for (const TestUnit& unit : test_units()) {
    EXPECT_NE(find_rule(unit.rule), nullptr) << unit.id << " " << unit.rule;
    EXPECT_FALSE(unit.statement_en.empty()) << unit.id;
    EXPECT_FALSE(unit.statement_zh.empty()) << unit.id;
    std::string_view rest = unit.probes;
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find(", "));
      EXPECT_TRUE(probes_known.contains(name)) << unit.id << " " << name;
      rest.remove_prefix(std::min(rest.size(), name.size() + 2));
    }
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
