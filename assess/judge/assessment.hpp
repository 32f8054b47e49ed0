// SPDX-License-Identifier: Apache-2.0
// From facts to Table B.1: every unit, every case, every row, and the whole. Pure: the same facts give the same assessment.
#pragma once

#include <optional>

#include "assess/judge/contradictions.hpp"
#include "assess/judge/facts.hpp"
#include "assess/standard/standard.hpp"
#include "product/provisions.hpp"

namespace cardea::assess {

// What stands in the column "support" of Table B.1. `open`: neither shown nor refuted yet.
enum class Answer : std::uint8_t { yes, no, not_applicable, open };

enum class Finding : std::uint8_t {
  met,                 // declared Y, every unit judged, every unit passed
  passes_so_far,       // declared Y, what was decided passed, the rest waits for a person
  waits_for_a_person,  // declared Y, and nothing about it is decided
  inconclusive,
  error,
  contradicted,  // declared Y, and a unit failed
  declared_no,
  not_applicable,           // the condition does not hold
  wrongly_excluded,         // declared N/A, and it applies
  excluded_without_ground,  // declared N/A, for a reason that is none
  not_declared,
};

std::string_view print_answer(Answer answer);  // "Y", "N", "N/A", "open"
std::string_view key_of(Finding finding);
BothTongues text_of(Finding finding);

struct UnitResult {
  const TestUnit* unit = nullptr;
  Judgement judgement;
};

struct CaseResult {
  const TestCase* test_case = nullptr;
  Verdict verdict = Verdict::inconclusive;
};

struct Row {
  const product::Provision* provision = nullptr;
  std::string declared;  // "Y", "N", "N/A", or empty
  std::string details;   // the maker's words
  bool applies = true;
  std::string condition;  // why it does not apply
  std::vector<UnitResult> units;
  std::vector<CaseResult> cases;
  std::vector<Contradiction> contradictions;
  Verdict verdict = Verdict::inconclusive;  // of all units and contradictions
  Answer answer = Answer::open;
  Finding finding = Finding::inconclusive;
  std::vector<std::uint64_t> evidence;

  std::size_t decided() const;  // units with PASS or FAIL
  std::size_t passed() const;
};

struct Coverage {
  std::size_t units = 0;        // 226
  std::size_t by_a_person = 0;  // of what is decided
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t inconclusive = 0;
  std::size_t pending = 0;
  std::size_t errors = 0;
  std::size_t not_applicable = 0;
};

struct Assessment {
  std::vector<Row> rows;  // 4-1, then the 67 of Table B.1
  Coverage coverage;
  std::size_t answers[4] = {};  // rows by Answer
  std::size_t mandatory_failed = 0;
  Verdict overall = Verdict::inconclusive;
  std::string head;  // of the evidence

  // 0: nothing mandatory failed, and the coverage says how far that reaches. 1: something mandatory failed.
  // 2: could not assess: no unit was judged, or the assessor itself failed somewhere.
  int exit_code() const;
};

Assessment assess(const Facts& facts, std::string evidence_head);

}  // namespace cardea::assess
