// SPDX-License-Identifier: Apache-2.0
#include "assess/review/questions.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "assess/judge/selector.hpp"
#include "assess/judge/unit.hpp"
#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kSeenMax = 40;
constexpr std::size_t kValueMax = 400;  // bytes of a value in a comment

Question question_of(const Facts& facts, const TestUnit& unit, Judgement alone) {
  Question question{&unit, std::move(alone), {}, seen_for(facts, unit), {}, {}, answer_to(facts, unit.id)};
  question.seen.resize(std::min(question.seen.size(), kSeenMax));
  if (!unit.over.empty()) question.rows = selected(facts, selector_of(unit.over));
  if (const Escape* escape = find_escape(unit.escape)) {
    question.escape_en = escape->text_en;
    question.escape_zh = escape->text_zh;
  }
  return question;
}

// The target's texts are shown as what they are: nothing of them can end the comment they stand in.
std::string comment(std::string_view text) {
  std::size_t end = std::min(text.size(), kValueMax);
  while (end < text.size() && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80U) ++end;  // no character is cut in two
  return "# " + printable(text.substr(0, end)) + (end < text.size() ? " …" : "") + "\n";
}

// "Table.field" of the unit's own table; all fields when it names none.
std::set<std::string_view> fields_read(const TestUnit& unit, std::string_view table) {
  std::set<std::string_view> fields;
  for (const std::string_view one : parts_of(unit.reads, " ")) {
    const std::size_t dot = one.find('.');
    if (dot != std::string_view::npos && one.substr(0, dot) == table) fields.insert(one.substr(dot + 1));
  }
  return fields;
}

std::string row_comment(const Fact& row, const TestUnit& unit, bool chinese) {
  const std::set<std::string_view> wanted = fields_read(unit, row.text("table"));
  std::string out =
      comment("  " + row.text("id") + (chinese ? "（记录 " : " (record ") + std::to_string(row.seq) + (chinese ? "）" : ")"));
  for (const auto& [name, value] : *row.values.if_map()) {
    if (name == "table" || name == "id" || (!wanted.empty() && !wanted.contains(name))) continue;
    out += comment("    " + name + ": " + text_or_json(value));
  }
  return out;
}

std::string user_info_comment(const Facts& facts, const TestUnit& unit, bool chinese) {
  std::string out;
  if (!fields_read(unit, "UserInfo").empty() && !unit.over.starts_with("UserInfo")) {
    for (const Fact* row : facts.rows("UserInfo")) out += row_comment(*row, unit, chinese);
  }
  return out;
}

std::string question_text(const Facts& facts, const Question& question, bool chinese) {
  const TestUnit& unit = *question.unit;
  std::string out = "\n";
  out += comment(std::string(unit.id) + "  " + std::string(chinese ? unit.statement_zh : unit.statement_en));
  if (!question.escape_en.empty())
    out += comment(std::string(chinese ? "下列情况也通过：" : "also passes when: ") +
                   std::string(chinese ? question.escape_zh : question.escape_en));
  for (const Wording& finding : findings_in(chinese ? Language::zh : Language::en, question.alone))
    out += comment("  " + finding.text);
  for (const Fact* row : question.rows) out += row_comment(*row, unit, chinese);
  out += user_info_comment(facts, unit, chinese);
  for (const Fact* fact : question.seen)
    out += comment((chinese ? "  记录 " : "  record ") + std::to_string(fact->seq) + (chinese ? "：" : ": ") + fact->probe + " " +
                   fact->subject + " " + print_json(fact->values));
  out += "[[answer]]\nunit = \"" + std::string(unit.id) + "\"\nverdict = \"\"\nrationale = \"\"\nread = []\nrecords = []\n";
  return out;
}

}  // namespace

std::vector<Question> questions_of(const Facts& facts) {
  const std::map<std::string, std::string> excluded = conditions_that_fail(facts);
  std::vector<Question> questions;
  for (const TestUnit& unit : test_units()) {
    if (excluded.contains(std::string(unit.provision))) continue;
    Judgement alone = judge_alone(facts, unit);
    if (open_to_a_person(alone)) questions.push_back(question_of(facts, unit, std::move(alone)));
  }
  return questions;
}

std::string print_questions(const Facts& facts, const std::string& run_head, bool chinese) {
  const Identity id = identity_of(facts);
  std::string out = comment(id.manufacturer + " " + id.model + " " + id.version + ", " + id.started);
  out +=
      chinese
          ? "# verdict：\"pass\"、\"fail\" 或 "
            "\"inconclusive\"；留空即尚未判定。rationale：理由。read：读过的文件。records：证据记录号。\n"
            "# 可选 expires = 2027-06-30：自该日起须重新判定。\n"
          : "# verdict: \"pass\", \"fail\" or \"inconclusive\"; empty is not answered yet. rationale: why. read: files that were "
            "read.\n"
            "# records: numbers of evidence records. expires = 2027-06-30 is optional: from that day the unit is open again.\n";
  out += "run = \"" + run_head + "\"\nreviewer = \"\"\nrole = \"\"\n";
  for (const Question& question : questions_of(facts)) {
    if (question.answer == nullptr || expired(facts, *question.answer)) out += question_text(facts, question, chinese);
  }
  return out;
}

}  // namespace cardea::assess
