// SPDX-License-Identifier: Apache-2.0
// One assessment, three forms: a table for the terminal, JSON for programs, one HTML page for people. Each is a pure
// function of assessment and facts, so that anybody can make it again, byte for byte.
#pragma once

#include "assess/judge/assessment.hpp"

namespace cardea::assess {

struct TableStyle {
  bool colour = false;
  bool chinese = false;
  bool findings = true;  // beneath rows that are not plainly good
};

std::string print_table(const Assessment& assessment, const Facts& facts, const TableStyle& style);
Value report_value(const Assessment& assessment, const Facts& facts);
std::string print_html(const Assessment& assessment, const Facts& facts);

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

std::string words_for(const Row& row, bool chinese);    // what an answer rests on: "Y declared: pass so far"
std::string judged_text(const Row& row, bool chinese);  // "judged 1 of 5"

}  // namespace cardea::assess
