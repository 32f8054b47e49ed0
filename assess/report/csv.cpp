// SPDX-License-Identifier: Apache-2.0
// Table B.1 and the units for spreadsheets: RFC 4180, UTF-8 with its mark in front, because spreadsheets take it for something
// else without. No cell is a formula, whatever a target or a declaration says.
#include <array>

#include "assess/judge/unit.hpp"
#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// As typed at a keyboard, and as an East Asian keyboard types them: spreadsheets take both.
constexpr std::array<std::string_view, 8> kBeginsFormula{"=", "+", "-", "@", "＝", "＋", "－", "＠"};

bool begins_formula(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return false;
  text.remove_prefix(first);
  for (const std::string_view sign : kBeginsFormula) {
    if (text.starts_with(sign)) return true;
  }
  return false;
}

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// A tab in front, behind which a spreadsheet would read on, is no tab any more: it is printed as \x09.
std::string cell(std::string_view text) {
  const std::string shown = printable_lines(text);
  return quoted(begins_formula(shown) ? "'" + shown : shown);
}

std::string line(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + cell(cells[i]);
  return out + "\r\n";
}

std::vector<std::string> headings(Language language, std::initializer_list<BothTongues> all) {
  std::vector<std::string> out;
  for (const BothTongues& heading : all) out.emplace_back(in(language, heading));
  return out;
}

std::string contradictions_text(const Row& row, Language language) {
  std::string out;
  for (const Contradiction& one : row.contradictions) out += (out.empty() ? "" : "\n") + contradiction_line(one, language);
  return out;
}

std::string row_line(const Row& row, Language language) {
  const product::Provision& p = *row.provision;
  return line({std::string(p.id), std::string(p.in_table_b1() ? product::status_of(p).view() : "(M)"),
               std::string(print_answer(row.answer)), row.applies ? row.details : told_in(language, row.condition).text,
               words_for(row, language == Language::zh), std::string(in(language, {p.title_en, p.title_zh})),
               std::to_string(row.decided()), std::to_string(row.units.size()), record_list(row.evidence, row.evidence.size()),
               contradictions_text(row, language)});
}

std::string decided_by(const UnitResult& unit, const Facts& facts, Language language) {
  if (unit.judgement.by_a_person) {
    const Fact* answer = answer_to(facts, unit.unit->id);
    return answer->text("reviewer") + " (" + answer->text("role") + "), " + answer->text("date");
  }
  const Verdict verdict = unit.judgement.verdict;
  if (verdict != Verdict::pass && verdict != Verdict::fail) return {};
  return std::string(in(language, {"program", "程序"}));
}

std::string findings_text(const std::vector<Wording>& findings) {
  std::string out;
  for (const Wording& finding : findings) out += (out.empty() ? "" : "\n") + printable(finding.text);
  return out;
}

std::string unit_line(const UnitResult& result, const Facts& facts, Language language) {
  const TestUnit& unit = *result.unit;
  const Judgement& j = result.judgement;
  return line({std::string(unit.id), std::string(in(language, words_of_kind(unit.kind))),
               std::string(in(language, words_of(j.verdict))), std::string(in(language, text_of(j.code))),
               decided_by(result, facts, language), findings_text(findings_in(language, j)),
               record_list(j.evidence, j.evidence.size()), std::string(in(language, {unit.statement_en, unit.statement_zh})),
               std::string(unit.probes), std::string(unit.rule)});
}

}  // namespace

std::string print_csv(const Assessment& assessment, Language language) {
  std::string out(kByteOrderMark);
  out += line(headings(language, {{"Reference", "参考"},
                                  {"Status", "状态"},
                                  {"Support", "支持"},
                                  {"Detail", "细节"},
                                  {"Finding", "所见"},
                                  {"Provision", "条款"},
                                  {"Units decided", "已判定单元"},
                                  {"Units", "测试单元"},
                                  {"Evidence records", "证据记录"},
                                  {"Contradictions", "矛盾"}}));
  for (const Row& row : assessment.rows) out += row_line(row, language);
  return out;
}

std::string print_units_csv(const Assessment& assessment, const Facts& facts, Language language) {
  std::string out(kByteOrderMark);
  out += line(headings(language, {{"Unit", "测试单元"},
                                  {"Kind", "类别"},
                                  {"Verdict", "判定"},
                                  {"Code", "原因"},
                                  {"Decided by", "判定者"},
                                  {"Findings", "所见"},
                                  {"Evidence records", "证据记录"},
                                  {"What holds when it passes", "通过时成立的内容"},
                                  {"Probes", "探针"},
                                  {"Rule", "规则"}}));
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units) out += unit_line(unit, facts, language);
  }
  return out;
}

}  // namespace cardea::assess
