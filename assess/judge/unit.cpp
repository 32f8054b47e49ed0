// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/unit.hpp"

#include <algorithm>

#include "assess/judge/imported.hpp"
#include "assess/judge/rules.hpp"
#include "assess/judge/selector.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kRecordsCited = 60;

Judgement passes_because(std::string finding) {
  return {Verdict::pass, Code::none, {std::move(finding)}};
}

// The escape of an unanswerable text is left to the person who reads the unit.
bool escape_holds(const Facts& facts, const Escape& escape) {
  if (escape.none_of == "-" || !facts.has_declaration()) return false;
  const std::vector<std::string_view> selectors = parts_of(escape.none_of, "; ");
  return std::all_of(selectors.begin(), selectors.end(),
                     [&](std::string_view text) { return selected(facts, selector_of(text)).empty(); });
}

// What a person needs: the declared rows, and what the probes gathered.
std::vector<std::uint64_t> records_for(const Facts& facts, const TestUnit& unit) {
  std::vector<std::uint64_t> records;
  if (!unit.over.empty()) {
    for (const Fact* row : selected(facts, selector_of(unit.over))) records.push_back(row->seq);
  }
  for (const std::string_view probe : parts_of(unit.probes, ", ")) {
    if (probe == "declaration") continue;
    for (const Fact* fact : facts.of(probe)) records.push_back(fact->seq);
  }
  records.resize(std::min(records.size(), kRecordsCited));
  return records;
}

bool completeness_passes(const Facts& facts, std::string_view table) {
  for (const TestUnit& unit : test_units()) {
    if (unit.quantifier != Quantifier::found || unit.over.empty() || selector_of(unit.over).table != table) continue;
    const Rule rule = find_rule(unit.rule);
    if (rule != nullptr && against_imports(facts, unit, rule(facts)).verdict == Verdict::pass) return true;
  }
  return false;
}

bool ranges_over_each(const TestUnit& unit) {
  return !unit.over.empty() && (unit.quantifier == Quantifier::all || unit.quantifier == Quantifier::per);
}

// Where no declared row is concerned, there is nothing for a person to read.
Judgement for_a_person(const Facts& facts, const TestUnit& unit) {
  if (ranges_over_each(unit) && selected(facts, selector_of(unit.over)).empty() && facts.has_declaration())
    return passes_because("vacuous: no row of " + std::string(selector_of(unit.over).table) + " is concerned");
  return {Verdict::pending_human, Code::none, {}, records_for(facts, unit)};
}

// A table without a single row makes every "each row ..." true. That is a PASS only if somebody looked for what is not declared.
Judgement without_empty_promises(const Facts& facts, const TestUnit& unit, Judgement judgement) {
  if (judgement.verdict != Verdict::pass || unit.over.empty()) return judgement;
  if (unit.quantifier == Quantifier::found || unit.quantifier == Quantifier::product) return judgement;
  const Selector over = selector_of(unit.over);
  if (!facts.rows(over.table).empty()) return judgement;
  if (completeness_passes(facts, over.table))
    return passes_because("vacuous: " + std::string(over.table) + " has no row, and none was found that it lacks");
  return {Verdict::pending_human, Code::none, {std::string(over.table) + " has no row: is there really none?"}};
}

Judgement of_person(const Fact& answer) {
  Judgement judgement;
  judgement.by_a_person = true;
  judgement.code = Code::none;
  const std::string verdict = answer.text("verdict");
  if (verdict == "pass") judgement.verdict = Verdict::pass;
  if (verdict == "fail") judgement.verdict = Verdict::fail;
  if (verdict == "inconclusive") judgement.code = Code::a_person_could_not_tell;
  judgement.findings = {answer.text("reviewer") + " (" + answer.text("role") + "), " + answer.text("date") + ": " +
                        answer.text("rationale")};
  judgement.evidence = {answer.seq};
  return judgement;
}

Judgement judge_own_facts(const Facts& facts, const TestUnit& unit) {
  const Escape* escape = find_escape(unit.escape);
  if (escape != nullptr && escape_holds(facts, *escape)) return passes_because(std::string(escape->text_en));
  if (unit.rule.empty()) return without_empty_promises(facts, unit, for_a_person(facts, unit));
  const Rule rule = find_rule(unit.rule);
  if (rule == nullptr) return {Verdict::error, Code::none, {"no rule " + std::string(unit.rule)}};
  return without_empty_promises(facts, unit, rule(facts));
}

}  // namespace

Judgement judge_alone(const Facts& facts, const TestUnit& unit) {
  return against_imports(facts, unit, judge_own_facts(facts, unit));
}

bool open_to_a_person(const Judgement& alone) {
  if (alone.verdict == Verdict::pending_human) return true;
  return alone.verdict == Verdict::inconclusive && alone.code != Code::contradictory;
}

const Fact* answer_to(const Facts& facts, std::string_view unit) {
  const std::vector<const Fact*> answers = facts.of(kReview);
  const auto last = std::find_if(answers.rbegin(), answers.rend(), [&](const Fact* answer) { return answer->subject == unit; });
  return last == answers.rend() ? nullptr : *last;
}

bool expired(const Facts& facts, const Fact& answer) {
  return answer.has("expires_s") && facts.all().back().at_s >= answer.number("expires_s");
}

Judgement judge(const Facts& facts, const TestUnit& unit) {
  Judgement alone = judge_alone(facts, unit);
  const Fact* answer = answer_to(facts, unit.id);
  if (answer == nullptr || !open_to_a_person(alone)) return alone;
  if (!expired(facts, *answer)) return of_person(*answer);
  alone.findings.push_back("the answer of " + answer->text("date") + " has expired");
  return alone;
}

}  // namespace cardea::assess
