// SPDX-License-Identifier: Apache-2.0
// The units of a run that wait for a person, with what that person needs to decide: the declared rows and what the probes
// gathered.
#pragma once

#include "assess/judge/facts.hpp"
#include "assess/standard/standard.hpp"

namespace cardea::assess {

struct Question {
  const TestUnit* unit = nullptr;
  Judgement alone;                        // what the program says by itself, and why it is open
  std::vector<const Fact*> rows;          // declared, that the unit ranges over
  std::vector<const Fact*> seen;          // gathered by its probes
  std::string_view escape_en, escape_zh;  // when this is so, it passes as well; empty: there is no such way out
  const Fact* answer = nullptr;           // the last one, in force or expired
};

// Only units of provisions that apply; in the order of the standard.
std::vector<Question> questions_of(const Facts& facts);

// An answers file (answers.hpp) to fill in: what each question is stands above it as a comment. Answered ones are left out.
std::string print_questions(const Facts& facts, const std::string& run_head, bool chinese);

}  // namespace cardea::assess
