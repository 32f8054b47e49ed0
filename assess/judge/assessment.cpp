// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/assessment.hpp"

#include <algorithm>
#include <array>

#include "assess/judge/unit.hpp"

namespace cardea::assess {

namespace {

struct FindingRow {
  std::string_view key;
  BothTongues text;
};

constexpr std::array<FindingRow, 11> kFindings{{
    {"met", {"met", "满足"}},
    {"passes_so_far", {"pass so far", "目前通过"}},
    {"waits_for_a_person", {"waits for a person", "待人工判定"}},
    {"inconclusive", {"inconclusive", "无法判定"}},
    {"error", {"assessor error", "评估程序出错"}},
    {"contradicted", {"FAIL, though declared Y", "不通过，与声明 Y 不符"}},
    {"declared_no", {"declared N", "声明为 N"}},
    {"not_applicable", {"does not apply", "不适用"}},
    {"wrongly_excluded", {"FAIL: declared N/A, applies", "不通过：声明 N/A 却适用"}},
    {"excluded_without_ground", {"FAIL: N/A without ground", "不通过：N/A 的理由不成立"}},
    {"not_declared", {"not declared", "未声明"}},
}};

bool is_decided(const UnitResult& unit) {
  return unit.judgement.verdict == Verdict::pass || unit.judgement.verdict == Verdict::fail;
}

UnitResult judge_unit(const Facts& facts, const Row& row, const TestUnit& unit) {
  if (row.applies) return {&unit, judge(facts, unit)};
  return {&unit, {Verdict::not_applicable, Code::none, {row.condition}}};
}

CaseResult roll_up_case(const TestCase& test_case, const std::vector<UnitResult>& units) {
  std::vector<Verdict> verdicts;
  for (const UnitResult& unit : units) {
    if (unit.unit->test_case == test_case.id) verdicts.push_back(unit.judgement.verdict);
  }
  return {&test_case, roll_up(verdicts)};
}

void read_answer(const Facts& facts, Row& row) {
  for (const Fact* fact : facts.rows("ics")) {
    if (fact->text("id") != row.provision->id) continue;
    row.declared = fact->text("support");
    row.details = fact->text("details");
    row.applies = fact->flag("applies");
    row.condition = fact->text("condition");
    row.evidence.push_back(fact->seq);
  }
}

// A row that says Y: what its units came to. Worse always wins; Y needs every unit.
Finding finding_of_yes(const Row& row) {
  switch (row.verdict) {
    case Verdict::fail: return Finding::contradicted;
    case Verdict::error: return Finding::error;
    case Verdict::inconclusive: return Finding::inconclusive;
    case Verdict::pending_human: return row.passed() > 0 ? Finding::passes_so_far : Finding::waits_for_a_person;
    case Verdict::pass: return Finding::met;
    default: return Finding::inconclusive;
  }
}

Finding finding_of_exclusion(const Row& row) {
  if (row.applies) return Finding::wrongly_excluded;
  switch (row.verdict) {
    case Verdict::fail: return Finding::excluded_without_ground;
    case Verdict::inconclusive: return Finding::inconclusive;
    default: return Finding::not_applicable;
  }
}

Finding finding_of(const Row& row) {
  if (row.declared == "N/A") return finding_of_exclusion(row);
  if (row.declared == "N") return Finding::declared_no;
  if (row.declared == "Y") return row.applies ? finding_of_yes(row) : Finding::not_applicable;
  return row.applies ? Finding::not_declared : Finding::not_applicable;
}

Answer answer_of(Finding finding) {
  switch (finding) {
    case Finding::met: return Answer::yes;
    case Finding::contradicted:
    case Finding::declared_no:
    case Finding::wrongly_excluded:
    case Finding::excluded_without_ground: return Answer::no;
    case Finding::not_applicable: return Answer::not_applicable;
    default: return Answer::open;
  }
}

// 4-1 stands outside Table B.1, so no ICS row can answer it: the maker claims it by handing in a declaration at all.
void claim_unlisted(const Facts& facts, Row& row) {
  if (!row.provision->in_table_b1() && row.declared.empty() && facts.has_declaration()) row.declared = "Y";
}

Row make_row(const Facts& facts, const product::Provision& provision, const std::vector<Contradiction>& contradictions) {
  Row row;
  row.provision = &provision;
  read_answer(facts, row);
  claim_unlisted(facts, row);
  std::vector<Verdict> verdicts;
  for (const TestUnit& unit : test_units()) {
    if (unit.provision != provision.id) continue;
    row.units.push_back(judge_unit(facts, row, unit));
    verdicts.push_back(row.units.back().judgement.verdict);
    const std::vector<std::uint64_t>& seen = row.units.back().judgement.evidence;
    row.evidence.insert(row.evidence.end(), seen.begin(), seen.end());
  }
  for (const Contradiction& one : contradictions) {
    if (one.provision != provision.id) continue;
    row.contradictions.push_back(one);
    row.evidence.push_back(one.record);
    verdicts.push_back(one.verdict);
  }
  for (const TestCase& test_case : test_cases()) {
    if (test_case.provision == provision.id) row.cases.push_back(roll_up_case(test_case, row.units));
  }
  std::sort(row.evidence.begin(), row.evidence.end());
  row.evidence.erase(std::unique(row.evidence.begin(), row.evidence.end()), row.evidence.end());
  row.verdict = roll_up(verdicts);
  row.finding = finding_of(row);
  row.answer = answer_of(row.finding);
  return row;
}

void count(const Row& row, Coverage& coverage) {
  for (const UnitResult& unit : row.units) {
    ++coverage.units;
    if (unit.judgement.by_a_person && is_decided(unit)) ++coverage.by_a_person;
    switch (unit.judgement.verdict) {
      case Verdict::pass: ++coverage.passed; break;
      case Verdict::fail: ++coverage.failed; break;
      case Verdict::inconclusive: ++coverage.inconclusive; break;
      case Verdict::pending_human: ++coverage.pending; break;
      case Verdict::error: ++coverage.errors; break;
      case Verdict::not_applicable: ++coverage.not_applicable; break;
    }
  }
}

// What a row adds to the whole: a mandatory N is a failure whatever its units say; a recommendation that is not met with
// its reason is allowed (4-1 judges the reason).
Verdict weight_of(const Row& row) {
  if (row.answer == Answer::no)
    return row.provision->mandatory || row.finding != Finding::declared_no ? Verdict::fail : Verdict::pass;
  if (row.answer == Answer::not_applicable) return Verdict::not_applicable;
  if (row.finding == Finding::not_declared) return Verdict::inconclusive;
  return row.verdict;
}

}  // namespace

std::string_view print_answer(Answer answer) {
  switch (answer) {
    case Answer::yes: return "Y";
    case Answer::no: return "N";
    case Answer::not_applicable: return "N/A";
    case Answer::open: return "open";
  }
  return "";
}

std::string_view key_of(Finding finding) {
  return kFindings.at(static_cast<std::size_t>(finding)).key;
}
BothTongues text_of(Finding finding) {
  return kFindings.at(static_cast<std::size_t>(finding)).text;
}

std::size_t Row::decided() const {
  return static_cast<std::size_t>(std::count_if(units.begin(), units.end(), is_decided));
}

std::size_t Row::passed() const {
  return static_cast<std::size_t>(
      std::count_if(units.begin(), units.end(), [](const UnitResult& unit) { return unit.judgement.verdict == Verdict::pass; }));
}

int Assessment::exit_code() const {
  if (mandatory_failed > 0) return 1;
  if (coverage.passed + coverage.failed == 0 || coverage.errors > 0) return 2;
  return 0;
}

Assessment assess(const Facts& facts, std::string evidence_head) {
  Assessment whole;
  whole.head = std::move(evidence_head);
  const std::vector<Contradiction> contradictions = contradictions_of(facts);
  std::vector<Verdict> weights;
  for (const product::Provision& provision : product::provisions()) {
    whole.rows.push_back(make_row(facts, provision, contradictions));
    const Row& row = whole.rows.back();
    count(row, whole.coverage);
    ++whole.answers[static_cast<std::size_t>(row.answer)];
    if (row.provision->mandatory && row.answer == Answer::no) ++whole.mandatory_failed;
    weights.push_back(weight_of(row));
  }
  whole.overall = roll_up(weights);
  return whole;
}

}  // namespace cardea::assess
