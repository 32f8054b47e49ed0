// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/facts.hpp"

#include <algorithm>

namespace cardea::assess {

namespace {

constexpr std::size_t kFindingsMax = 24;
constexpr std::size_t kEvidenceMax = 200;

}  // namespace

Facts::Facts(std::span<const Fact> all) : all_(all) {
  for (const Fact& fact : all_) {
    if (fact.subject == kAgain) again_.push_back(&fact);
  }
}

bool Facts::counts(const Fact& fact) const {
  return std::none_of(again_.begin(), again_.end(),
                      [&](const Fact* again) { return again->probe == fact.probe && fact.seq <= again->seq; });
}

std::vector<const Fact*> Facts::of(std::string_view probe, std::string_view subject_prefix) const {
  const std::string name = probe_of(probe);
  std::vector<const Fact*> found;
  for (const Fact& fact : all_) {
    if (fact.probe == name && fact.subject.starts_with(subject_prefix) && counts(fact)) found.push_back(&fact);
  }
  return found;
}

const Fact* Facts::one(std::string_view probe, std::string_view subject) const {
  const std::string name = probe_of(probe);
  for (const Fact& fact : all_) {
    if (fact.probe == name && fact.subject == subject && counts(fact)) return &fact;
  }
  return nullptr;
}

std::string Facts::probe_of(std::string_view probe) const {
  std::string name(probe);
  if (state_ == kInitialized) return name;
  std::string there = cardea::assess::in_state(probe, state_);
  const bool any = std::any_of(all_.begin(), all_.end(), [&](const Fact& fact) { return fact.probe == there; });
  return any ? there : name;
}

Facts Facts::in_state(std::string_view state) const {
  Facts there = *this;
  there.state_ = state;
  return there;
}

const Fact* Facts::visit_of(std::string_view state) const {
  const Fact* visit = one("states", std::string(kStateSubject) + std::string(state));
  return visit != nullptr && visit->flag("reached") ? visit : nullptr;
}

std::vector<std::string> Facts::states_visited() const {
  std::vector<std::string> states;
  for (const Fact* visit : of("states", kStateSubject)) {
    if (visit->flag("reached")) states.push_back(visit->subject.substr(kStateSubject.size()));
  }
  return states;
}

const Fact* Facts::end_of(std::string_view probe) const {
  return one(probe, "probe");
}

ProbeState Facts::state_of(std::string_view probe) const {
  const Fact* end = end_of(probe);
  if (end == nullptr) return ProbeState::not_run;
  if (end->flag("done")) return ProbeState::done;
  return end->flag("described") ? ProbeState::failed : ProbeState::not_described;
}

std::vector<const Fact*> Facts::rows(std::string_view table) const {
  std::vector<const Fact*> found;
  for (const Fact& fact : all_) {
    if (fact.probe == "declaration" && fact.text("table") == table) found.push_back(&fact);
  }
  return found;
}

const Fact* Facts::row(std::string_view id) const {
  for (const Fact& fact : all_) {
    if (fact.probe == "declaration" && fact.text("id") == id) return &fact;
  }
  return nullptr;
}

bool Facts::has_declaration() const {
  return !rows("ics").empty();
}

void Bill::note(Verdict verdict, Code code, const Fact* fact, std::string finding) {
  if (code != Code::none && (code_ == Code::none || verdict > roll_up(verdicts_))) code_ = code;
  verdicts_.push_back(verdict);
  if (fact != nullptr) cite(verdict, fact->seq);
  if (!finding.empty()) findings_.push_back(std::move(finding));
}

// A record is cited once, for the worst that it says.
void Bill::cite(Verdict verdict, std::uint64_t seq) {
  const auto known = std::find_if(cited_.begin(), cited_.end(), [&](const Cited& one) { return one.seq == seq; });
  if (known != cited_.end())
    known->verdict = worse(known->verdict, verdict);
  else
    cited_.push_back({verdict, seq});
}

bool Bill::needs(const Facts& facts, std::string_view probe) {
  const Fact* end = facts.end_of(probe);
  switch (facts.state_of(probe)) {
    case ProbeState::done: return true;
    case ProbeState::not_run: note(Verdict::inconclusive, Code::not_run, nullptr, "probe " + std::string(probe)); return false;
    case ProbeState::not_described: note(Verdict::inconclusive, Code::not_described, end, end->text("why")); return false;
    case ProbeState::failed:
      note(Verdict::error, Code::none, end, "probe " + std::string(probe) + ": " + end->text("why"));
      return false;
  }
  return false;
}

Judgement Bill::total() const {
  Judgement total;
  total.verdict = roll_up(verdicts_);
  total.code = total.verdict == Verdict::inconclusive ? code_ : Code::none;
  if (verdicts_.empty()) {
    total.verdict = Verdict::inconclusive;
    total.code = Code::no_data;
  }
  total.findings = findings_;
  if (total.findings.size() > kFindingsMax) {
    const std::size_t more = total.findings.size() - kFindingsMax;
    total.findings.resize(kFindingsMax);
    total.findings.push_back("... +" + std::to_string(more));
  }
  std::vector<Cited> cited = cited_;
  std::sort(cited.begin(), cited.end(),
            [](const Cited& a, const Cited& b) { return a.verdict != b.verdict ? a.verdict > b.verdict : a.seq < b.seq; });
  cited.resize(std::min(cited.size(), kEvidenceMax));
  for (const Cited& one : cited) total.evidence.push_back(one.seq);
  return total;
}

}  // namespace cardea::assess
