// SPDX-License-Identifier: Apache-2.0
// The facts of a run as judges read them: by probe, by subject, and the declaration's rows by table. Nothing else reaches
// a judge, so a verdict can be computed again from the evidence log by anybody.
#pragma once

#include <span>

#include "assess/evidence/fact.hpp"
#include "assess/judge/verdict.hpp"

namespace cardea::assess {

enum class ProbeState : std::uint8_t { not_run, not_described, failed, done };

class Facts {
 public:
  explicit Facts(std::span<const Fact> all);

  std::span<const Fact> all() const { return all_; }
  std::vector<const Fact*> of(std::string_view probe, std::string_view subject_prefix = {}) const;
  const Fact* one(std::string_view probe, std::string_view subject) const;
  ProbeState state_of(std::string_view probe) const;
  const Fact* end_of(std::string_view probe) const;  // what it says of itself; nullptr when it did not run

  std::vector<const Fact*> rows(std::string_view table) const;  // of the declaration
  const Fact* row(std::string_view id) const;
  bool has_declaration() const;

  // As seen in another state: what a probe saw there takes the place of what it saw before; what it did not look at again stays.
  Facts in_state(std::string_view state) const;
  const std::string& state() const { return state_; }
  const Fact* visit_of(std::string_view state) const;  // that reached it; nullptr: it was not visited
  std::vector<std::string> states_visited() const;     // beside the initialized one
  bool looked_again(std::string_view probe) const { return probe_of(probe) != probe; }

 private:
  bool counts(const Fact& fact) const;
  std::string probe_of(std::string_view probe) const;  // under whose name its facts stand

  std::span<const Fact> all_;
  std::string state_{kInitialized};
  std::vector<const Fact*> again_;  // a probe that was begun anew: what it saw before does not count
};

// What one unit came to, with what was found and the records that say so.
struct Judgement {
  Verdict verdict = Verdict::inconclusive;
  Code code = Code::not_run;
  std::vector<std::string> findings = {};    // what was seen, in the target's own terms
  std::vector<std::uint64_t> evidence = {};  // record numbers; those that decide a verdict come first
  bool by_a_person = false;
};

// Adds up what a rule finds. Without a single thing that held, there is no PASS.
class Bill {
 public:
  void holds(const Fact& fact) { note(Verdict::pass, Code::none, &fact, {}); }
  void fails(const Fact& fact, std::string finding) { note(Verdict::fail, Code::none, &fact, std::move(finding)); }
  void unsure(Code code, const Fact& fact, std::string finding) { note(Verdict::inconclusive, code, &fact, std::move(finding)); }
  void unsure(Code code, std::string finding) { note(Verdict::inconclusive, code, nullptr, std::move(finding)); }
  void for_a_person(const Fact& fact, std::string finding) {
    note(Verdict::pending_human, Code::none, &fact, std::move(finding));
  }
  void none_such(std::string finding) { note(Verdict::pass, Code::none, nullptr, std::move(finding)); }  // vacuous, and said so
  void mention(std::string finding) { findings_.push_back(std::move(finding)); }

  bool empty() const { return verdicts_.empty(); }
  // False, with the reason noted, when the probe did not come to its end.
  bool needs(const Facts& facts, std::string_view probe);
  Judgement total() const;

 private:
  void note(Verdict verdict, Code code, const Fact* fact, std::string finding);
  void cite(Verdict verdict, std::uint64_t seq);

  struct Cited {
    Verdict verdict;
    std::uint64_t seq;
  };

  std::vector<Verdict> verdicts_;
  Code code_ = Code::none;
  std::vector<std::string> findings_;
  std::vector<Cited> cited_;
};

}  // namespace cardea::assess
