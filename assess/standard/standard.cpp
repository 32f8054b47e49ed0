// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/standard.hpp"

#include "assess/standard/tables.hpp"

namespace cardea::assess {

namespace {

// The rows of a table behind its heading, each cut at its tabs.
std::vector<std::vector<std::string_view>> rows_of(std::string_view table) {
  std::vector<std::vector<std::string_view>> rows;
  table.remove_prefix(table.find('\n') + 1);
  while (!table.empty()) {
    std::string_view line = table.substr(0, table.find('\n'));
    table.remove_prefix(std::min(line.size() + 1, table.size()));
    std::vector<std::string_view> cells;
    while (true) {
      const std::size_t tab = line.find('\t');
      cells.push_back(line.substr(0, tab));
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

// "5.6-1-2" belongs to "5.6-1".
std::string_view provision_of(std::string_view test_case) {
  return test_case.substr(0, test_case.rfind('-'));
}

std::vector<TestCase> read_cases() {
  std::vector<TestCase> cases;
  for (const auto& row : rows_of(cases_table())) cases.push_back({row.at(0), provision_of(row.at(0)), row.at(1), row.at(2)});
  return cases;
}

std::vector<TestUnit> read_units() {
  std::vector<TestUnit> units;
  for (const auto& row : rows_of(units_table())) {
    const std::string_view test_case = row.at(0).substr(0, row.at(0).rfind('.'));
    units.push_back({row.at(0), test_case, provision_of(test_case), row.at(1), row.at(2), row.at(3), row.at(4), row.at(5)});
  }
  return units;
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

std::size_t count_of_units() {
  std::size_t count = 0;
  for (const TestCase& one : test_cases()) count += one.letters.size();
  return count;
}

std::size_t count_of_units(std::string_view provision) {
  return unit_ids_of(provision).size();
}

std::vector<std::string> unit_ids_of(std::string_view provision) {
  std::vector<std::string> ids;
  for (const TestCase& one : test_cases()) {
    if (one.provision != provision) continue;
    for (const char letter : one.letters) ids.push_back(std::string(one.id) + "." + letter);
  }
  return ids;
}

}  // namespace cardea::assess
