// SPDX-License-Identifier: Apache-2.0
// The report for programs. Everything a verdict rests on is in it by record number; `verify` makes it again and compares.
#include "lib/codec/json.hpp"

#include "assess/report/report.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess {

namespace {

Value numbers_of(const std::vector<std::uint64_t>& numbers) {
  Value::Array list;
  for (const std::uint64_t number : numbers) list.emplace_back(static_cast<std::int64_t>(number));
  return list;
}

Value count_of(std::size_t n) {
  return static_cast<std::int64_t>(n);
}

Value unit_value(const UnitResult& unit) {
  Value value;
  value.set("unit", unit.unit->id);
  value.set("verdict", key_of(unit.judgement.verdict));
  value.set("kind", unit.unit->kind);
  value.set("over", unit.unit->over);
  value.set("quantifier", key_of(unit.unit->quantifier));
  value.set("automation", key_of(unit.unit->automation));
  value.set("probes", unit.unit->probes);
  value.set("rule", unit.unit->rule);
  value.set("by_a_person", unit.judgement.by_a_person);
  value.set("statement_en", unit.unit->statement_en);
  value.set("statement_zh", unit.unit->statement_zh);
  if (unit.judgement.code != Code::none) value.set("code", key_of(unit.judgement.code));
  value.set("findings", list_of(unit.judgement.findings));
  value.set("evidence", numbers_of(unit.judgement.evidence));
  return value;
}

Value row_value(const Row& row) {
  Value value;
  value.set("provision", row.provision->id);
  value.set("in_table_b1", row.provision->in_table_b1());
  value.set("status", product::status_of(*row.provision).view());
  value.set("mandatory", row.provision->mandatory);
  value.set("title_en", row.provision->title_en);
  value.set("title_zh", row.provision->title_zh);
  value.set("declared", row.declared);
  value.set("details", row.details);
  value.set("applies", row.applies);
  value.set("answer", print_answer(row.answer));
  value.set("finding", key_of(row.finding));
  value.set("words_en", words_for(row, false));
  value.set("words_zh", words_for(row, true));
  value.set("verdict", key_of(row.verdict));
  value.set("decided", count_of(row.decided()));
  value.set("units_total", count_of(row.units.size()));
  Value::Array units;
  for (const UnitResult& unit : row.units) units.push_back(unit_value(unit));
  value.set("units", std::move(units));
  Value::Array contradictions;
  for (const Contradiction& one : row.contradictions) {
    Value value_of_one;
    value_of_one.set("rule", one.rule).set("verdict", key_of(one.verdict)).set("finding", one.finding);
    value_of_one.set("record", static_cast<std::int64_t>(one.record));
    contradictions.push_back(std::move(value_of_one));
  }
  value.set("contradictions", std::move(contradictions));
  Value::Array cases;
  for (const CaseResult& one : row.cases) {
    Value result;
    result.set("case", one.test_case->id);
    result.set("verdict", key_of(one.verdict));
    cases.push_back(std::move(result));
  }
  value.set("cases", std::move(cases));
  value.set("evidence", numbers_of(row.evidence));
  return value;
}

Value coverage_value(const Coverage& coverage) {
  Value value;
  value.set("units", count_of(coverage.units));
  value.set("by_a_person", count_of(coverage.by_a_person));
  value.set("passed", count_of(coverage.passed));
  value.set("failed", count_of(coverage.failed));
  value.set("inconclusive", count_of(coverage.inconclusive));
  value.set("pending_human", count_of(coverage.pending));
  value.set("errors", count_of(coverage.errors));
  value.set("not_applicable", count_of(coverage.not_applicable));
  return value;
}

Value answers_value(const Assessment& assessment) {
  Value value;
  for (const Answer answer : {Answer::yes, Answer::no, Answer::not_applicable, Answer::open}) {
    value.set(std::string(print_answer(answer)), count_of(assessment.answers[static_cast<std::size_t>(answer)]));
  }
  return value;
}

}  // namespace

Value report_value(const Assessment& assessment, const Facts& facts) {
  const Identity id = identity_of(facts);
  Value target;
  target.set("name", id.target);
  target.set("address", id.address);
  target.set("manufacturer", id.manufacturer);
  target.set("model", id.model);
  target.set("version", id.version);
  Value value;
  value.set("standard", "ETSI EN 303 645 V2.1.1, test units of ETSI TS 103 701 V1.1.1");
  value.set("target", std::move(target));
  value.set("started", id.started);
  value.set("ended", id.ended);
  value.set("evidence_head", assessment.head);
  value.set("evidence_records", count_of(facts.all().size()));
  value.set("overall", key_of(assessment.overall));
  value.set("exit_code", std::int64_t{assessment.exit_code()});
  value.set("mandatory_failed", count_of(assessment.mandatory_failed));
  value.set("answers", answers_value(assessment));
  value.set("coverage", coverage_value(assessment.coverage));
  Value::Array rows;
  for (const Row& row : assessment.rows) rows.push_back(row_value(row));
  value.set("rows", std::move(rows));
  return value;
}

std::string print_report_json(const Value& value) {
  return printable_json(print_json_pretty(value));
}

}  // namespace cardea::assess
