// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/trial.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include "assess/judge/assessment.hpp"
#include "assess/quality/why_not.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess::quality {

namespace {

constexpr std::size_t kGoalPercent = 95;

// What an assessment says, in a form in which two can be compared.
struct Said {
  std::map<std::string_view, Verdict> units;
  std::set<std::string> contradictions;
};

Said said_of(const std::vector<Fact>& facts, Sayings& sayings) {
  Said said;
  const Assessment assessment = assess(Facts(facts), {});
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units) {
      said.units[unit.unit->id] = unit.judgement.verdict;
      add_findings(unit.judgement, sayings);
    }
    for (const Contradiction& one : row.contradictions) {
      sayings.insert(one.finding);
      said.contradictions.insert(std::string(one.rule) + ", " + one.provision + ": " + one.finding);
    }
  }
  return said;
}

std::string first_error(const product::Lint& lint) {
  for (const product::Finding& finding : lint.findings) {
    if (finding.severity == product::Severity::error) return "lint " + finding.rule + ": " + finding.what;
  }
  return {};
}

// The first of them is told; all are looked for, because the columns count each.
void compare(const Said& truth, const Said& lie, Tried& tried) {
  for (const auto& [unit, verdict] : lie.units) {
    const Verdict before = truth.units.at(unit);
    if (verdict <= before) continue;
    tried.worse = true;
    if (tried.by.empty())
      tried.by = std::string(unit) + " " + std::string(name_of(before)) + " -> " + std::string(name_of(verdict));
  }
  for (const std::string& one : lie.contradictions) {
    if (truth.contradictions.contains(one)) continue;
    tried.contradicted = true;
    if (tried.by.empty()) tried.by = one;
  }
}

struct Count {
  std::size_t all = 0;
  std::size_t refused = 0;
  std::size_t worse = 0;
  std::size_t contradicted = 0;
  std::size_t found = 0;

  void add(const Tried& tried) {
    ++all;
    refused += tried.refused ? 1 : 0;
    worse += tried.worse ? 1 : 0;
    contradicted += tried.contradicted ? 1 : 0;
    found += tried.found() ? 1 : 0;
  }
};

std::string percent(std::size_t part, std::size_t whole) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

std::string line(std::string_view what, const Count& count) {
  std::string out = fitted(what, 42);
  for (const std::size_t number : {count.all, count.refused, count.worse, count.contradicted, count.found})
    out += fitted(std::to_string(number), 10);
  return out + percent(count.found, count.all) + "\n";
}

std::string table(const std::vector<Tried>& tried) {
  std::string out =
      fitted("lie", 42) + fitted("all", 10) + fitted("lint", 10) + fitted("unit", 10) + fitted("contrad.", 10) + "found\n";
  Count whole;
  for (const Lie lie : lies()) {
    Count count;
    for (const Tried& one : tried) {
      if (one.mutant.lie == lie) count.add(one);
    }
    out += line(name_of(lie), count);
  }
  for (const Tried& one : tried) whole.add(one);
  return out + line("all of them", whole) + "the goal is " + std::to_string(kGoalPercent) + " % of at least 300\n";
}

std::string not_found(const std::vector<Tried>& tried) {
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const Tried& one : tried) {
    if (one.found()) continue;
    const std::string reason = why_not(one.mutant);
    by_reason[reason.empty() ? "NOBODY KNOWS WHY" : reason].push_back(one.mutant.what);
  }
  std::string out;
  for (const auto& [reason, mutants] : by_reason) {
    out += "\nnot found, " + std::to_string(mutants.size()) + ": " + reason + "\n";
    for (const std::string& what : mutants) out += "  " + printable(what) + "\n";
  }
  return out;
}

}  // namespace

std::vector<Tried> try_mutants(TrueRun& run, const std::vector<Mutant>& mutants, Sayings& sayings) {
  const Said truth = said_of(run.facts_of(*run.lint(run.truth()).declaration), sayings);
  std::vector<Tried> all;
  for (const Mutant& mutant : mutants) {
    Tried tried{mutant, false, false, false, {}};
    const product::Lint lint = run.lint(apply(mutant, run.truth()));
    tried.by = first_error(lint);
    tried.refused = !lint.usable();
    if (lint.declaration) compare(truth, said_of(run.facts_of(*lint.declaration), sayings), tried);
    all.push_back(std::move(tried));
  }
  return all;
}

std::string print_trial(const std::vector<Tried>& tried) {
  return "Lies: true declarations with one lie each, judged with what the probes saw\n\n" + table(tried) + not_found(tried);
}

std::size_t unexplained(const std::vector<Tried>& tried) {
  return static_cast<std::size_t>(
      std::count_if(tried.begin(), tried.end(), [](const Tried& one) { return !one.found() && why_not(one.mutant).empty(); }));
}

}  // namespace cardea::assess::quality
