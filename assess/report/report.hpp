// SPDX-License-Identifier: Apache-2.0
// One assessment in many forms: a table for the terminal, JSON and OSCAL for programs, CSV for spreadsheets, an HTML page for
// people. Each is a pure function of assessment and facts, so that anybody can make it again, byte for byte.
#pragma once

#include "assess/judge/assessment.hpp"

namespace cardea::assess {

enum class Language : std::uint8_t { en, zh };

inline std::string_view in(Language language, BothTongues text) {
  return language == Language::zh ? text.zh : text.en;
}

struct TableStyle {
  bool colour = false;
  bool chinese = false;
  bool findings = true;  // beneath rows that are not plainly good
};

std::string print_table(const Assessment& assessment, const Facts& facts, const TableStyle& style);
Value report_value(const Assessment& assessment, const Facts& facts);
Value oscal_value(const Assessment& assessment, const Facts& facts);  // OSCAL assessment-results
std::string print_report_json(const Value& value);                    // pretty, and nothing in it that a terminal carries out
std::string print_html(const Assessment& assessment, const Facts& facts, Language language);
std::string print_csv(const Assessment& assessment, Language language);                            // Table B.1
std::string print_units_csv(const Assessment& assessment, const Facts& facts, Language language);  // all units

// What a report says first, made from the facts "bench".
struct Identity {
  std::string target;
  std::string address;
  std::string model;
  std::string manufacturer;
  std::string version;
  std::string started;
  std::string ended;
};
Identity identity_of(const Facts& facts);

// The sections of Table B.1: "5.1" -> its title.
BothTongues section_title(std::string_view section);
std::string_view section_of(std::string_view provision);  // "5.6" of "5.6-1"; "4" of "4-1"
std::string summary_line(const Assessment& assessment, bool chinese);
std::string coverage_line(const Assessment& assessment, bool chinese);

BothTongues words_of(Effect effect);                                                    // "reads", "只读取"
BothTongues words_of_answer(std::string_view verdict);                                  // a person's "pass", "通过"
BothTongues words_of(Verdict verdict);                                                  // "PASS", "通过"
BothTongues words_of_kind(std::string_view kind);                                       // "C": "conceptual"
std::string record_list(const std::vector<std::uint64_t>& records, std::size_t shown);  // "3 14 15", and "…" when there are more

std::string words_for(const Row& row, bool chinese);    // what an answer rests on: "Y declared: pass so far"
std::string judged_text(const Row& row, bool chinese);  // "judged 1 of 5"

}  // namespace cardea::assess
