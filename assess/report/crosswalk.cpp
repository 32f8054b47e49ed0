// SPDX-License-Identifier: Apache-2.0
#include "assess/report/crosswalk.hpp"

#include <set>

#include "assess/report/text.hpp"

namespace cardea::assess {

namespace {

std::string answer_in(const Assessment* run, std::string_view provision) {
  if (run == nullptr) return {};
  for (const Row& row : run->rows) {
    if (row.provision->id == provision) return fitted(print_answer(row.answer), 6);
  }
  return {};
}

std::string line_of(const CrosswalkRow& row, const Assessment* run, bool chinese) {
  const std::string relation = std::string(key_of(row.relation)) + (row.checked ? "" : "?");
  return fitted(row.provision, 8) + answer_in(run, row.provision) + fitted(row.end.empty() ? "-" : row.end, 18) +
         fitted(relation, 10) + std::string(chinese ? row.reason_zh : row.reason_en) + "\n";
}

std::string beyond(const Crosswalk& crosswalk, bool chinese) {
  std::set<std::string_view> mapped;
  for (const CrosswalkRow& row : crosswalk.rows) mapped.insert(row.end);
  std::string out;
  for (const CrosswalkEnd& end : crosswalk.ends) {
    if (!mapped.contains(end.id))
      out += fitted("", 8) + fitted(end.id, 18) + std::string(chinese ? end.title_zh : end.title_en) + "\n";
  }
  if (out.empty()) return out;
  return std::string(chinese ? "\n无条款对应：\n" : "\nno provision leads to:\n") + out;
}

}  // namespace

std::string print_crosswalk(const Crosswalk& crosswalk, const Assessment* run, bool chinese) {
  std::string out = std::string(chinese ? crosswalk.text_zh : crosswalk.text_en) + "\n";
  out += chinese ? "草案：逐行依内容对照，“?” 为尚未核对原文的行；本表不说明已满足该文本。\n\n"
                 : "A draft: mapped row by row by content; \"?\" marks rows whose source was not seen. It says nothing of "
                   "conformity.\n\n";
  for (const CrosswalkRow& row : crosswalk.rows) out += line_of(row, run, chinese);
  return out + beyond(crosswalk, chinese);
}

}  // namespace cardea::assess
