// SPDX-License-Identifier: Apache-2.0
#include "assess/report/content.hpp"

#include <array>

namespace cardea::assess {

namespace {

Tone tone_of_row(const Row& row) {
  switch (row.answer) {
    case Answer::yes: return Tone::good;
    case Answer::no: return row.finding == Finding::declared_no && !row.provision->mandatory ? Tone::allowed : Tone::bad;
    case Answer::not_applicable: return Tone::aside;
    case Answer::open: break;
  }
  return row.finding == Finding::passes_so_far ? Tone::so_far : Tone::unsure;
}

// Why a row does not apply: the condition of the table in the report's language, and what of the declaration says so.
std::string detail_of(const Row& row, Language language) {
  if (row.applies || row.condition.empty()) return row.details;
  std::string why = row.condition;
  for (const std::uint8_t number : row.provision->conditions) {
    const std::string mark = "(" + std::to_string(number) + ") ";
    if (!why.starts_with(mark)) continue;
    const product::Condition& condition = product::condition(number);
    const std::string text(in(language, {condition.text_en, condition.text_zh}));
    why = language == Language::zh
              ? "条件 " + std::to_string(number) + " 不成立（" + text + "）：" + told_in(language, why.substr(mark.size())).text
              : "condition " + std::to_string(number) + " does not hold (" + text + "): " + why.substr(mark.size());
  }
  return row.details.empty() ? why : row.details + " – " + why;
}

TableLine line_of(const Row& row, Language language) {
  const product::Provision& p = *row.provision;
  TableLine line{
      &row, std::string(p.in_table_b1() ? product::status_of(p).view() : "(M)"), "–", {}, {}, {}, {}, tone_of_row(row)};
  if (row.answer != Answer::open) line.support = print_answer(row.answer);
  line.title = in(language, {p.title_en, p.title_zh});
  line.detail = detail_of(row, language);
  line.finding = words_for(row, language == Language::zh);
  const bool judged = row.answer != Answer::not_applicable && row.finding != Finding::declared_no;
  if (judged) line.decided = judged_text(row, language == Language::zh);
  return line;
}

std::vector<Clause> table_of(const Assessment& assessment, Language language) {
  std::vector<Clause> table;
  for (const Row& row : assessment.rows) {
    const std::string_view section = section_of(row.provision->id);
    if (table.empty() || table.back().id != section)
      table.push_back({std::string(section), std::string(in(language, section_title(section))), {}});
    table.back().lines.push_back(line_of(row, language));
  }
  return table;
}

std::vector<std::string> conditions_in(Language language) {
  std::vector<std::string> all;
  for (const product::Condition& condition : product::conditions())
    all.push_back(std::to_string(condition.number) + ") " + std::string(in(language, {condition.text_en, condition.text_zh})));
  return all;
}

std::string range_of(const TestUnit& unit, Language language) {
  const std::string over = unit.over.empty() ? std::string(in(language, {"the product", "产品"})) : std::string(unit.over);
  if (language == Language::zh) {
    switch (unit.quantifier) {
      case Quantifier::all: return over + " 的每一行";
      case Quantifier::one: return over + " 中至少一行";
      case Quantifier::per: return over + " 的每一行各有至少一行与之对应";
      case Quantifier::found: return "没有 " + over + " 之外的发现";
      case Quantifier::product: return "整个产品";
    }
  }
  switch (unit.quantifier) {
    case Quantifier::all: return "every row of " + over;
    case Quantifier::one: return "at least one row of " + over;
    case Quantifier::per: return "for every row of " + over + " at least one that fits";
    case Quantifier::found: return "nothing is found beyond " + over;
    case Quantifier::product: return "the product as a whole";
  }
  return {};
}

std::string method_of(const UnitResult& result, Language language) {
  constexpr std::array<BothTongues, 3> kWays{{{"decided by a rule", "由规则判定"},
                                              {"gathered by probes, decided by a person", "由探针收集、由人判定"},
                                              {"decided by a person", "由人判定"}}};
  const TestUnit& unit = *result.unit;
  const std::string_view between = language == Language::zh ? "；" : "; ";
  std::string out(in(language, words_of_kind(unit.kind)));
  out.append(between).append(in(language, kWays.at(static_cast<std::size_t>(unit.automation))));
  out.append(between).append(range_of(unit, language));
  if (!unit.refers.empty()) out.append(between).append(in(language, {"as in ", "同 "})).append(unit.refers);
  return out;
}

std::string reproduction_of(const UnitResult& result, Language language) {
  const TestUnit& unit = *result.unit;
  std::vector<std::string> parts;
  if (!unit.rule.empty()) parts.push_back(std::string(in(language, {"rule ", "规则 "})) + std::string(unit.rule));
  if (!unit.probes.empty()) parts.push_back(std::string(in(language, {"probes ", "探针 "})) + std::string(unit.probes));
  if (!unit.reads.empty()) parts.push_back(std::string(in(language, {"reads ", "读取 "})) + std::string(unit.reads));
  return joined(parts, language == Language::zh ? "；" : "; ");
}

UnitSheet sheet_of(const UnitResult& result, Language language) {
  const Judgement& j = result.judgement;
  UnitSheet sheet;
  sheet.id = result.unit->id;
  sheet.statement = in(language, {result.unit->statement_en, result.unit->statement_zh});
  sheet.verdict = in(language, words_of(j.verdict));
  sheet.tone = tone_of(j.verdict);
  sheet.method = method_of(result, language);
  sheet.reason = in(language, text_of(j.code));
  sheet.reproduction = reproduction_of(result, language);
  sheet.findings = findings_in(language, j);
  sheet.evidence = j.evidence;
  return sheet;
}

std::vector<std::string> mandatory_failed(const Assessment& assessment) {
  std::vector<std::string> ids;
  for (const Row& row : assessment.rows) {
    if (row.provision->mandatory && row.answer == Answer::no) ids.emplace_back(row.provision->id);
  }
  return ids;
}

void say_verdict(const Assessment& a, Content& content) {
  const bool zh = content.language == Language::zh;
  const std::string failed = std::to_string(a.mandatory_failed);
  content.tone = a.mandatory_failed > 0 ? Tone::bad : a.exit_code() == 2 ? Tone::unsure : Tone::so_far;
  if (content.tone == Tone::bad) {
    content.verdict =
        zh ? "有 " + failed + " 条强制性规定未满足："
           : failed + (a.mandatory_failed == 1 ? " mandatory provision is not met:" : " mandatory provisions are not met:");
  } else if (content.tone == Tone::unsure) {
    content.verdict = zh ? "评估不完整：评估程序的一部分出错，或者没有任何内容得到判定。"
                         : "The assessment is not complete: a part of the assessor failed, or nothing could be judged.";
  } else {
    if (a.overall == Verdict::pass) content.tone = Tone::good;
    const std::string decided = std::to_string(a.coverage.passed + a.coverage.failed);
    const std::string units = std::to_string(a.coverage.units);
    content.verdict =
        zh ? "未发现未满足的强制性规定。此结论涉及 " + units + " 个测试单元中的 " + decided + " 个，并非符合性声明。"
           : "No mandatory provision was found failing. This speaks for " + decided + " of " + units +
                 " test units; it is no statement of conformity.";
  }
}

std::vector<Named> answers_of(const Assessment& a, Language language) {
  const auto count = [&](Answer answer) { return std::to_string(a.answers[static_cast<std::size_t>(answer)]); };
  return {{"Y", count(Answer::yes)},
          {"N", count(Answer::no)},
          {"N/A", count(Answer::not_applicable)},
          {std::string(in(language, {"open", "未定"})), count(Answer::open)}};
}

}  // namespace

Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return Tone::good;
    case Verdict::fail:
    case Verdict::error: return Tone::bad;
    case Verdict::pending_human: return Tone::person;
    case Verdict::inconclusive: return Tone::unsure;
    case Verdict::not_applicable: break;
  }
  return Tone::aside;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) out.append(i == 0 ? "" : between).append(texts[i]);
  return out;
}

std::vector<CaseSheet> sheets_of(const Row& row, Language language) {
  std::vector<CaseSheet> sheets;
  for (const CaseResult& one : row.cases) {
    CaseSheet sheet{std::string(one.test_case->id),
                    std::string(in(language, words_of_kind(one.test_case->kind))),
                    std::string(in(language, words_of(one.verdict))),
                    tone_of(one.verdict),
                    {}};
    for (const UnitResult& unit : row.units) {
      if (unit.unit->test_case == one.test_case->id) sheet.units.push_back(sheet_of(unit, language));
    }
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

std::vector<Objection> objections_of(const Row& row, Language language) {
  std::vector<Objection> all;
  for (const Contradiction& one : row.contradictions) {
    Objection objection{
        {}, told_in(language, one.finding), std::string(in(language, words_of(one.verdict))), tone_of(one.verdict), one.record};
    for (const ContradictionRule& rule : contradiction_rules()) {
      if (rule.name == one.rule) objection.says = in(language, rule.says);
    }
    all.push_back(std::move(objection));
  }
  return all;
}

Content content_of(const Assessment& assessment, const Facts& facts, Language language) {
  Content content;
  content.language = language;
  content.identity = identity_of(facts);
  content.head = assessment.head;
  content.title = content.identity.manufacturer + " " + content.identity.model + " " + content.identity.version;
  say_verdict(assessment, content);
  content.failed = mandatory_failed(assessment);
  content.answers = answers_of(assessment, language);
  content.table = table_of(assessment, language);
  content.conditions = conditions_in(language);
  content.deviations = deviations_of(assessment, language);
  content.not_followed = recommendations_not_followed(assessment, language);
  content.all_units = bar_of_all_units(assessment, language);
  content.by_method = bars_by_method(assessment, language);
  content.by_clause = bars_by_clause(assessment, language);
  content.looks = looks_of(assessment, facts, language);
  content.limitations = limitations_of(assessment, facts, language);
  content.environment = environment_of(assessment, facts, language);
  return content;
}

}  // namespace cardea::assess
