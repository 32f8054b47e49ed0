// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/imported.hpp"

#include <algorithm>
#include <array>

#include "assess/judge/rules.hpp"
#include "assess/judge/selector.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kImports = "imports";
constexpr std::size_t kNamedMax = 8;

// Which findings speak of what an own probe looks at.
struct Ear {
  std::string_view probe;
  std::string_view area;
};

constexpr std::array<Ear, 2> kEars{{{"listeners", "ports"}, {"tls", "tls"}}};

// Our own scan saw the same port and knows that it belongs to somebody else on this machine.
bool is_a_strangers(const Facts& facts, const Fact& port) {
  const std::vector<const Fact*> open = facts.of("listeners", "open ");
  return std::any_of(open.begin(), open.end(), [&](const Fact* own) {
    return own->text("owner") == "other" && own->text("transport") == port.text("transport") &&
           own->text("address") == port.text("address") && own->number("port") == port.number("port");
  });
}

bool speaks_against(const Facts& facts, const Fact& finding) {
  if (finding.number("port") != 0) return declared_for(facts, finding) == nullptr && !is_a_strangers(facts, finding);
  return finding.text("severity") == "bad";
}

std::string words_of(const Fact& finding) {
  const std::string words = finding.text("tool") + " says of " + finding.text("about") + ": " + finding.text("text");
  return finding.number("port") != 0 ? words + ", not declared" : words;
}

// What a file could not say, as a whole; empty when it said all.
std::string gap_of(const Fact& file) {
  if (!file.flag("read")) return file.text("kind") + " file " + file.text("file") + " could not be read: " + file.text("why");
  if (file.number("not_written") > 0)
    return file.text("kind") + " file " + file.text("file") + " has " + std::to_string(file.number("not_written")) +
           " findings that are not on record";
  return {};
}

struct Said {
  std::vector<std::string> findings;
  std::vector<std::uint64_t> evidence;
  bool more = false;

  bool full() const { return findings.size() == kNamedMax; }
  void add(const Fact& fact, std::string words) {
    more = more || full();
    if (full()) return;
    findings.push_back(std::move(words));
    evidence.push_back(fact.seq);
  }
};

struct Heard {
  Said against;
  Said unknown;
};

Heard listen(const Facts& facts, std::string_view area) {
  Heard heard;
  for (const Fact* file : facts.of(kImports, "file ")) {
    std::string gap = file->text("area") == area ? gap_of(*file) : std::string();
    if (!gap.empty()) heard.unknown.add(*file, std::move(gap));
  }
  for (const Fact* finding : facts.of(kImports, "finding ")) {
    if (finding->text("area") != area) continue;
    if (finding->text("severity") == "unknown")
      heard.unknown.add(*finding, words_of(*finding) + " (not tested)");
    else if (!heard.against.more && speaks_against(facts, *finding))
      heard.against.add(*finding, words_of(*finding));
  }
  return heard;
}

void tell(Judgement& judgement, const Said& said) {
  judgement.findings.insert(judgement.findings.end(), said.findings.begin(), said.findings.end());
  if (said.more) judgement.findings.push_back("and more of this kind: see the records of imports");
  judgement.evidence.insert(judgement.evidence.end(), said.evidence.begin(), said.evidence.end());
}

// The records that decide come first.
void at_best_inconclusive(Judgement& judgement, Code code, const Said& because) {
  if (worse(judgement.verdict, Verdict::inconclusive) == judgement.verdict) return;
  Judgement decided{Verdict::inconclusive, code};
  tell(decided, because);
  tell(decided, {judgement.findings, judgement.evidence});
  judgement = std::move(decided);
}

// As far as it goes: a PASS falls, and what a person is to decide is told to that person.
void hear(const Facts& facts, const Ear& ear, Judgement& own) {
  const Heard heard = listen(facts, ear.area);
  const bool contradicts = !heard.against.findings.empty() && own.verdict == Verdict::pass;
  const bool nobody_tested = !heard.unknown.findings.empty() && facts.state_of(ear.probe) != ProbeState::done;
  if (contradicts)
    at_best_inconclusive(own, Code::disputed, heard.against);
  else
    tell(own, heard.against);
  if (nobody_tested)
    at_best_inconclusive(own, Code::insufficient_coverage, heard.unknown);
  else
    tell(own, heard.unknown);
}

}  // namespace

Judgement against_imports(const Facts& facts, const TestUnit& unit, Judgement own) {
  if (facts.end_of(kImports) == nullptr) return own;
  const std::vector<std::string_view> probes = parts_of(unit.probes, ", ");
  for (const Ear& ear : kEars) {
    if (std::find(probes.begin(), probes.end(), ear.probe) != probes.end()) hear(facts, ear, own);
  }
  return own;
}

}  // namespace cardea::assess
