// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/unit.hpp"

#include <algorithm>

#include "assess/judge/imported.hpp"
#include "assess/judge/noticed.hpp"
#include "assess/judge/rules.hpp"
#include "assess/judge/selector.hpp"
#include "assess/judge/states.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kRecordsCited = 60;

Judgement passes_because(std::string finding) {
  return {Verdict::pass, Code::none, {std::move(finding)}};
}

// What a person needs: the declared rows, and what the probes gathered.
std::vector<std::uint64_t> records_for(const Facts& facts, const TestUnit& unit) {
  std::vector<std::uint64_t> records;
  if (!unit.over.empty()) {
    for (const Fact* row : selected(facts, selector_of(unit.over))) records.push_back(row->seq);
  }
  for (const Fact* fact : seen_for(facts, unit)) records.push_back(fact->seq);
  records.resize(std::min(records.size(), kRecordsCited));
  return records;
}

bool ranges_over_each(const TestUnit& unit) {
  return unit.quantifier == Quantifier::all || unit.quantifier == Quantifier::per;
}

// Where no declared row is concerned, there is nothing for a person to read, unless an image speaks of what no row does.
Judgement for_a_person(const Facts& facts, const TestUnit& unit) {
  std::vector<std::string> noticed = noticed_in_image(facts, unit.id);
  const bool each = ranges_over_each(unit) && !unit.over.empty() && facts.has_declaration();
  if (each && noticed.empty() && selected(facts, selector_of(unit.over)).empty())
    return passes_because("vacuous: no row of " + std::string(selector_of(unit.over).table) + " is concerned");
  return {Verdict::pending_human, Code::none, std::move(noticed), records_for(facts, unit)};
}

// The units that look for what a table lacks; with a provision, those of it alone.
std::vector<const TestUnit*> completeness_of(std::string_view table, std::string_view provision = {}) {
  std::vector<const TestUnit*> units;
  for (const TestUnit& unit : test_units()) {
    const bool concerned = provision.empty() || unit.provision == provision;
    if (concerned && unit.quantifier == Quantifier::found && !unit.over.empty() && selector_of(unit.over).table == table)
      units.push_back(&unit);
  }
  return units;
}

bool passes(const Facts& facts, const TestUnit* unit) {
  return judge(facts, *unit).verdict == Verdict::pass;
}

Judgement open_because(std::string finding) {
  return {Verdict::pending_human, Code::none, {std::move(finding)}};
}

// A PASS that no record shows rests on there being no such row. Of a table without any row that holds only where somebody looked
// for what is not declared; of one with other rows, where the provision's own search is not open; of "at least one", never.
Judgement without_empty_promises(const Facts& facts, const TestUnit& unit, Judgement judgement) {
  if (judgement.verdict != Verdict::pass || !judgement.evidence.empty()) return judgement;
  if (unit.over.empty() || unit.quantifier == Quantifier::found) return judgement;
  const std::string table(selector_of(unit.over).table);
  if (!ranges_over_each(unit)) return open_because("nothing of " + table + " shows it: is there really nothing to show?");
  if (facts.rows(table).empty()) {
    const std::vector<const TestUnit*> searches = completeness_of(table);
    if (std::none_of(searches.begin(), searches.end(), [&](const TestUnit* one) { return passes(facts, one); }))
      return open_because(table + " has no row: is there really none?");
    return passes_because("vacuous: " + table + " has no row, and none was found that it lacks");
  }
  for (const TestUnit* search : completeness_of(table, unit.provision)) {
    if (!passes(facts, search))
      return open_because("no row of " + table + " is concerned, and " + std::string(search->id) + " does not pass");
  }
  return judgement;
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
  if (escape != nullptr && facts.has_declaration() && declares_none_of(facts, escape->none_of))
    return passes_because(std::string(escape->text_en));
  if (unit.rule.empty()) return without_empty_promises(facts, unit, for_a_person(facts, unit));
  const Rule rule = find_rule(unit.rule);
  if (rule == nullptr) return {Verdict::error, Code::none, {"no rule " + std::string(unit.rule)}};
  return without_empty_promises(facts, unit, in_every_state(facts, unit, rule));
}

}  // namespace

Judgement judge_alone(const Facts& facts, const TestUnit& unit) {
  return against_imports(facts, unit, judge_own_facts(facts, unit));
}

bool open_to_a_person(const Judgement& alone) {
  if (alone.verdict == Verdict::pending_human) return true;
  return alone.verdict == Verdict::inconclusive && alone.code != Code::contradictory;
}

std::map<std::string, std::string> conditions_that_fail(const Facts& facts) {
  std::map<std::string, std::string> out;
  for (const Fact* row : facts.rows("ics")) {
    if (!row->flag("applies")) out[row->text("id")] = row->text("condition");
  }
  return out;
}

std::vector<const Fact*> seen_for(const Facts& facts, const TestUnit& unit) {
  std::vector<const Fact*> seen;
  for (const std::string_view probe : parts_of(unit.probes, ", ")) {
    if (probe == "declaration") continue;
    const std::vector<const Fact*> of_one = facts.of(probe);
    seen.insert(seen.end(), of_one.begin(), of_one.end());
  }
  return seen;
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
