// SPDX-License-Identifier: Apache-2.0
// The evidence of a run: one line of JSON a fact, each carrying the SHA-256 of the line before it. A line is written the
// one way print_json writes it, so no byte of the file is free: what was changed, cut, reordered or added is found. It is
// text, and not a store::AppendLog, because a laboratory reads it and follows the chain (sha256sum) without our programs.
#pragma once

#include <vector>

#include "assess/evidence/fact.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"

namespace cardea::assess {

inline constexpr std::size_t kEvidenceBytesMax = 64U << 20;
inline constexpr std::size_t kEvidenceLineMax = 1U << 20;

class EvidenceLog final : public Recorder {
 public:
  // Err::exists when the file is there already: evidence is never overwritten.
  static Result<EvidenceLog> create(const std::string& path, const Clock& clock);
  // Goes on behind what is there. A last line that was never finished (a power cut) is cut off and told as a record of its own;
  // anything else that does not fit is refused as parse_evidence does. Err::unavailable: somebody writes to it.
  static Outcome<EvidenceLog> go_on(const std::string& path, const Clock& clock);

  Status record(std::string_view probe, Effect effect, std::string subject, Value values) override;
  Status sync();  // after each probe: from here on a power cut takes nothing
  const std::vector<Fact>& facts() const { return facts_; }
  const std::string& head() const { return head_; }
  const std::string& run_head() const { return run_head_; }

 private:
  EvidenceLog(UniqueFd file, const Clock& clock);
  Status cut_off(std::size_t whole, std::size_t unfinished);

  UniqueFd file_;
  const Clock* clock_;
  std::vector<Fact> facts_;
  std::string head_;
  std::string run_head_;
};

struct Evidence {
  std::vector<Fact> facts;
  std::string head;      // SHA-256 of the last line: what a report names
  std::string run_head;  // the same before the first answer of a person: what names the run
};

// Checks the whole chain. The problem names the first record that does not fit.
Outcome<Evidence> parse_evidence(Bytes log);

}  // namespace cardea::assess
