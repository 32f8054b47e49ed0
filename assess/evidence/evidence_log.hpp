// SPDX-License-Identifier: Apache-2.0
// The evidence of a run: one line of JSON a fact, each carrying the SHA-256 of the line before it. A line is written the
// one way print_json writes it, so no byte of the file is free: what was changed, cut, reordered or added is found. It is
// text, and not a store::AppendLog, because a laboratory reads it and follows the chain (sha256sum) without our programs.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "assess/evidence/fact.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"

namespace cardea::assess {

inline constexpr std::size_t kEvidenceBytesMax = 64U << 20;
inline constexpr std::size_t kEvidenceLineMax = 1U << 20;
inline constexpr std::size_t kProbeBytesMax = 8U << 20;  // of one probe: a target that says much takes no room from the others
inline constexpr std::size_t kRoomForEnds = 4U << 20;    // how each probe ended, and what people answer

class EvidenceLog final : public Recorder {
 public:
  // Err::exists when the file is there already: evidence is never overwritten.
  static Result<EvidenceLog> create(const std::string& path, const Clock& clock);
  // Goes on behind what is there, be it nothing at all. A last line that was never finished (a power cut) is cut off and told as
  // a record of its own; anything else that does not fit is refused as parse_evidence does. Err::unavailable: somebody writes to
  // it.
  static Outcome<EvidenceLog> go_on(const std::string& path, const Clock& clock);

  // What is kept is what will be read again: a text that is no UTF-8 becomes one here and not only in the file. Once a line could
  // not be written whole, nothing may come behind it: every later record fails with the same error.
  Status record(std::string_view probe, Effect effect, std::string subject, Value values) override;
  Status sync();  // after each probe: from here on a power cut takes nothing
  const std::vector<Fact>& facts() const { return facts_; }
  const std::string& head() const { return head_; }
  const std::string& run_head() const { return run_head_; }

 private:
  EvidenceLog(UniqueFd file, const Clock& clock);
  Status cut_off(std::size_t whole, std::size_t unfinished);
  Status append(const Fact& fact, const std::string& line);
  bool has_room(const Fact& fact, std::size_t size) const;

  UniqueFd file_;
  const Clock* clock_;
  std::vector<Fact> facts_;
  std::string head_;
  std::string run_head_;
  std::size_t size_ = 0;
  std::map<std::string, std::size_t> size_of_probe_;
  std::optional<Error> failed_;
};

struct Evidence {
  std::vector<Fact> facts;
  std::string head;      // SHA-256 of the last line: what a report names
  std::string run_head;  // the same before the first answer of a person: what names the run
};

// Checks the whole chain. The problem names the first record that does not fit.
Outcome<Evidence> parse_evidence(Bytes log);

}  // namespace cardea::assess
