// SPDX-License-Identifier: Apache-2.0
// What rules say, in Chinese. A finding is recorded and judged in English; a report in Chinese translates it when it is made, by
// the tables in assess/report/chinese: an English pattern with holes, and its Chinese. Words of a target, a declaration, another
// tool or a person stand in the holes and stay as they are.
#pragma once

#include <optional>

#include "assess/report/report.hpp"

namespace cardea::assess {

// One table a subject: what rules and conditions say, why a probe or a file told nothing, names of what was looked at, and names
// of malformed inputs.
std::string_view findings_table();
std::string_view reasons_table();
std::string_view names_table();
std::string_view inputs_table();

// In a pattern a hole is "{1}", which stays as it is; "{1*}", which holds a text of ours and is translated as well; or "{1?}",
// which is translated where it is a text of ours. The Chinese names each hole once, in any order, as "{1}".
struct ChineseRow {
  std::string_view table;
  std::string_view english;
  std::string_view chinese;
};
std::span<const ChineseRow> chinese_rows();

// Of a text of ours; nothing where no row is about it.
std::optional<std::string> chinese_of(std::string_view said);

// As a report in this language says it.
struct Wording {
  std::string text;
  bool in_english = false;  // though the report is not: it stands as it was recorded
};
Wording told_in(Language language, const std::string& said);
std::vector<Wording> told_in(Language language, const std::vector<std::string>& said);

// Of a judgement: what a person wrote is in that person's own words, in whatever language.
std::vector<Wording> findings_in(Language language, const Judgement& judgement);

// "weak_algorithm FAIL: AuthMech-1 names md5", for a terminal and a cell.
std::string contradiction_line(const Contradiction& one, Language language);

}  // namespace cardea::assess
