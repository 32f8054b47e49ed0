// SPDX-License-Identifier: Apache-2.0
// What a report says in one language, before it has a form: the page and the paper are both made of this. Texts are as they came,
// a target's among them: whoever prints them escapes them. What was declared stays in the words in which it was recorded; what
// was found is translated, but for the words of others in it.
#pragma once

#include "assess/report/chinese.hpp"

namespace cardea::assess {

// How a thing stands, for colours.
enum class Tone : std::uint8_t { good, bad, allowed, unsure, person, so_far, aside };

struct Named {
  std::string name;
  std::string value;
};

struct TableLine {
  const Row* row = nullptr;
  std::string status;   // "M C (5)"
  std::string support;  // "Y", "N", "N/A", "–"
  std::string title;
  std::string detail;   // declared, or why it does not apply
  std::string finding;  // "Y declared: pass so far"
  std::string decided;  // "decided 3 of 5"; empty where that says nothing
  Tone tone = Tone::aside;
};

struct Clause {
  std::string id;
  std::string title;
  std::vector<TableLine> lines;
};

struct UnitSheet {
  std::string id;
  std::string statement;
  std::string verdict;
  Tone tone = Tone::aside;
  std::string method;        // "functional, automatic: nothing is found beyond the rows of Intf"
  std::string reason;        // why it is open
  std::string reproduction;  // "rule no_undeclared_sign_in, probes listeners, access"
  std::vector<Wording> findings;
  std::vector<std::uint64_t> evidence;
};

struct CaseSheet {
  std::string id;
  std::string kind;
  std::string verdict;
  Tone tone = Tone::aside;
  std::vector<UnitSheet> units;
};

// What the declaration says against itself.
struct Objection {
  std::string says;  // the rule, in words
  Wording finding;
  std::string verdict;
  Tone tone = Tone::aside;
  std::uint64_t record = 0;
};

struct Deviation {
  const Row* row = nullptr;
  struct Point {
    std::string where;  // the unit, or the row itself
    std::string expected;
    BothTongues label;  // of what was found: the maker's own reason is none of our findings
    std::vector<Wording> found;
    std::vector<std::uint64_t> evidence;
  };
  std::vector<Point> points;
  std::string remedy;
};

struct Share {
  Tone tone = Tone::aside;
  std::string name;
  std::size_t count = 0;
};

struct Bar {
  std::string name;
  std::vector<Share> shares;  // none is empty
  std::size_t total() const;
};

// What one probe did.
struct Look {
  std::string probe;
  std::string effect;
  std::string state;
  Tone tone = Tone::aside;
  std::size_t records = 0;
  std::string took;
  std::string extent;  // "tcp 127.0.0.1: 65535 ports asked, 2 open"
};

struct Limitation {
  std::string title;
  std::vector<std::string> items;
};

struct Content {
  Language language = Language::en;
  Identity identity;
  std::string head;
  std::string title;                // "Example Speaker 1.0"
  std::string verdict;              // in a sentence
  Tone tone = Tone::aside;          // of it
  std::vector<std::string> failed;  // mandatory provisions that are not met
  std::vector<Named> answers;       // "Y": 12
  std::vector<Clause> table;
  std::vector<std::string> conditions;  // "1) passwords are used"
  std::vector<Deviation> deviations;
  std::vector<Deviation> not_followed;  // recommendations that the maker does not follow
  Bar all_units;
  std::vector<Bar> by_method;
  std::vector<Bar> by_clause;
  std::vector<Look> looks;
  std::vector<Limitation> limitations;
  std::vector<Named> environment;
};

Content content_of(const Assessment& assessment, const Facts& facts, Language language);

std::vector<CaseSheet> sheets_of(const Row& row, Language language);
std::vector<Objection> objections_of(const Row& row, Language language);

// Parts of it, each in a file of its own.
std::vector<Deviation> deviations_of(const Assessment& assessment, Language language);
std::vector<Deviation> recommendations_not_followed(const Assessment& assessment, Language language);
Bar bar_of_all_units(const Assessment& assessment, Language language);
std::vector<Bar> bars_by_method(const Assessment& assessment, Language language);
std::vector<Bar> bars_by_clause(const Assessment& assessment, Language language);
std::vector<Look> looks_of(const Assessment& assessment, const Facts& facts, Language language);
std::vector<Limitation> limitations_of(const Assessment& assessment, const Facts& facts, Language language);
std::vector<Named> environment_of(const Assessment& assessment, const Facts& facts, Language language);

Tone tone_of(Verdict verdict);
std::string joined(const std::vector<std::string>& texts, std::string_view between);

}  // namespace cardea::assess
