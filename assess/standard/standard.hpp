// SPDX-License-Identifier: Apache-2.0
// TS 103 701 V1.1.1 as data: its 109 test cases and 226 test units, each with what it ranges over and how it is decided, in our
// own words. What stands where: the comments of units.tsv's columns are those of TestUnit.
#pragma once

#include <cstdint>
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

// Which of the rows that a unit ranges over must hold.
enum class Quantifier : std::uint8_t {
  all,      // every row
  one,      // at least one row
  per,      // for each row, at least one of the rows that it refers to
  found,    // completeness: what is found beyond what is declared must be nothing
  product,  // one question about the whole
};

enum class Automation : std::uint8_t {
  automatic,  // a rule decides from facts
  assisted,   // probes gather what a person needs
  human,      // reading or looking
};

struct TestUnit {
  std::string_view id;         // "5.6-1-2.b"
  std::string_view test_case;  // "5.6-1-2"
  std::string_view provision;  // "5.6-1"
  std::string_view kind;       // "C" or "F"
  std::string_view over;       // selector of declared rows (selector.hpp); empty: the product or the ICS as a whole
  std::string_view reads;      // "Table.field" ..., with blanks between
  Quantifier quantifier;
  std::string_view escape;  // key in escapes.tsv: when it holds, the unit passes; empty: none
  std::string_view refers;  // provisions whose units are run again here on a narrower set, ", " between
  Automation automation;
  std::string_view probes;        // what gathers the facts, ", " between; "declaration": the rows alone
  std::string_view rule;          // what judges them; empty: a person does
  std::string_view statement_en;  // what holds when it passes
  std::string_view statement_zh;
};

// A way out that the text of a test case itself grants: where it holds, the answer is PASS, and neither N/A nor FAIL.
struct Escape {
  std::string_view key;
  std::string_view none_of;  // selectors (selector.hpp): it holds when rows are declared and none of these; "-": a person knows
  std::string_view text_en;
  std::string_view text_zh;
};

std::span<const TestCase> test_cases();  // all 109
std::span<const TestUnit> test_units();  // all 226, in the order of the cases
std::span<const Escape> escapes();
const TestUnit* find_unit(std::string_view id);  // nullptr when there is none
const Escape* find_escape(std::string_view key);
std::string_view key_of(Quantifier quantifier);
std::string_view key_of(Automation automation);

// Cut at ", ", "; " or blanks; nothing of nothing.
std::vector<std::string_view> parts_of(std::string_view list, std::string_view between);

}  // namespace cardea::assess
