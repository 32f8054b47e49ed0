// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/standard.hpp"

#include "assess/standard/table_text.hpp"
#include "assess/standard/tables.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 5> kQuantifiers{"all", "one", "per", "found", "product"};
constexpr std::array<std::string_view, 3> kAutomations{"automatic", "assisted", "human"};

// "5.6-1-2" belongs to "5.6-1".
std::string_view provision_of(std::string_view test_case) {
  return test_case.substr(0, test_case.rfind('-'));
}

std::vector<TestCase> read_cases() {
  std::vector<TestCase> cases;
  for (const auto& row : rows_of(cases_table())) cases.push_back({row.at(0), provision_of(row.at(0)), row.at(1), row.at(2)});
  return cases;
}

TestUnit read_unit(const std::vector<std::string_view>& row) {
  TestUnit unit{};
  unit.id = row.at(0);
  unit.test_case = unit.id.substr(0, unit.id.rfind('.'));
  unit.provision = provision_of(unit.test_case);
  unit.kind = row.at(1);
  unit.over = or_nothing(row.at(2));
  unit.reads = or_nothing(row.at(3));
  unit.quantifier = enum_named<Quantifier>(kQuantifiers, row.at(4));
  unit.escape = or_nothing(row.at(5));
  unit.refers = or_nothing(row.at(6));
  unit.automation = enum_named<Automation>(kAutomations, row.at(7));
  unit.probes = or_nothing(row.at(8));
  unit.rule = or_nothing(row.at(9));
  unit.statement_en = row.at(10);
  unit.statement_zh = row.at(11);
  return unit;
}

std::vector<TestUnit> read_units() {
  std::vector<TestUnit> units;
  for (const auto& row : rows_of(units_table())) units.push_back(read_unit(row));
  return units;
}

std::vector<Escape> read_escapes() {
  std::vector<Escape> all;
  for (const auto& row : rows_of(escapes_table())) all.push_back({row.at(0), row.at(1), row.at(2), row.at(3)});
  return all;
}

}  // namespace

std::span<const TestCase> test_cases() {
  static const std::vector<TestCase> cases = read_cases();
  return cases;
}

std::span<const TestUnit> test_units() {
  static const std::vector<TestUnit> units = read_units();
  return units;
}

std::span<const Escape> escapes() {
  static const std::vector<Escape> all = read_escapes();
  return all;
}

const TestUnit* find_unit(std::string_view id) {
  const auto all = test_units();
  const auto it = std::find_if(all.begin(), all.end(), [&](const TestUnit& unit) { return unit.id == id; });
  return it == all.end() ? nullptr : &*it;
}

const Escape* find_escape(std::string_view key) {
  const auto all = escapes();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Escape& escape) { return escape.key == key; });
  return it == all.end() ? nullptr : &*it;
}

std::string_view key_of(Quantifier quantifier) {
  return kQuantifiers.at(static_cast<std::size_t>(quantifier));
}
std::string_view key_of(Automation automation) {
  return kAutomations.at(static_cast<std::size_t>(automation));
}

}  // namespace cardea::assess
