// SPDX-License-Identifier: Apache-2.0
// TS 103 701 V1.1.1 as data: how many test units each provision has, and those that this program judges, in our own words.
// A unit without a row here is not judged, and every report says so.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::assess {

struct TestCase {
  std::string_view id;         // "5.6-1-2"
  std::string_view provision;  // "5.6-1"
  std::string_view kind;       // "C" conceptual, "F" functional, "C/F"
  std::string_view letters;    // "ab": one unit each
};

struct TestUnit {
  std::string_view id;         // "5.6-1-2.b"
  std::string_view test_case;  // "5.6-1-2"
  std::string_view provision;  // "5.6-1"
  std::string_view kind;
  std::string_view probes;        // what gathers the facts; "declaration": the rows alone
  std::string_view rule;          // what judges them
  std::string_view statement_en;  // what holds when it passes
  std::string_view statement_zh;
};

std::span<const TestCase> test_cases();  // all 109
std::span<const TestUnit> test_units();  // those that are judged
std::size_t count_of_units();            // 226
std::size_t count_of_units(std::string_view provision);
std::vector<std::string> unit_ids_of(std::string_view provision);  // all of them, judged or not

}  // namespace cardea::assess
