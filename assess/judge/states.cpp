// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/states.hpp"

#include <algorithm>

namespace cardea::assess {

namespace {

bool was_looked_at_again(const Facts& there, const TestUnit& unit) {
  const std::vector<std::string_view> probes = parts_of(unit.probes, ", ");
  return std::any_of(probes.begin(), probes.end(), [&](std::string_view probe) { return there.looked_again(probe); });
}

// The worse of two, with what both found; the records that decide it come first.
void add(Judgement& whole, const Judgement& there, const std::string& word) {
  for (const std::string& finding : there.findings) {
    const bool known = std::find(whole.findings.begin(), whole.findings.end(), finding) != whole.findings.end();
    if (!known) whole.findings.push_back(word + ": " + finding);
  }
  const bool decides = worse(whole.verdict, there.verdict) != whole.verdict;
  if (decides) {
    whole.verdict = there.verdict;
    whole.code = there.code;
  }
  whole.evidence.insert(decides ? whole.evidence.begin() : whole.evidence.end(), there.evidence.begin(), there.evidence.end());
}

Judgement left_meanwhile(const Fact& visit, const std::string& word) {
  return {
      Verdict::inconclusive, Code::contradictory, {"the target left the " + word + " state while it was looked at"}, {visit.seq}};
}

}  // namespace

std::string word_of_state(std::string_view state) {
  std::string word(state);
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

void add_states_not_visited(const Fact& row, const std::set<std::string>& visited, std::set<std::string>& states) {
  for (const char* field : {"status", "used_in"}) {
    for (const std::string& state : row.texts(field)) {
      if (state != kInitialized && !visited.contains(state)) states.insert(state);
    }
  }
}

bool is_about_every_state(const TestUnit& unit) {
  return unit.kind == "F" && unit.over.find("=initialized") == std::string_view::npos;
}

Judgement in_every_state(const Facts& facts, const TestUnit& unit, Rule rule) {
  Judgement whole = rule(facts);
  if (!is_about_every_state(unit)) return whole;
  for (const std::string& state : facts.states_visited()) {
    const Facts there = facts.in_state(state);
    if (!was_looked_at_again(there, unit)) continue;
    const std::string word = word_of_state(state);
    add(whole, rule(there), word);
    const Fact* visit = facts.visit_of(state);
    if (!visit->flag("stayed")) add(whole, left_meanwhile(*visit, word), word);
  }
  return whole;
}

}  // namespace cardea::assess
