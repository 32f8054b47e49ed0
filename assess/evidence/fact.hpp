// SPDX-License-Identifier: Apache-2.0
// A fact is what a probe saw, never what it means: judges decide from facts alone. Values are numbers, flags, text and
// lists; a secret is never a value, and what came from a target is escaped where it is shown, not here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/codec/value.hpp"

namespace cardea::assess {

inline constexpr std::string_view kReview = "review";  // the "probe" of what a person answered

// The subject under which a probe says that it begins anew after an interruption: its records before that one no longer count.
inline constexpr std::string_view kAgain = "begun again";

// The subject, of the bench, that tells of a line which an interruption left unfinished.
inline constexpr std::string_view kCutOff = "cut off";

// The state in which every run begins, and the name under which stands what a probe saw in another: "access@factory_default".
inline constexpr std::string_view kInitialized = "initialized";
std::string in_state(std::string_view probe, std::string_view state);

// The subject, with the state behind it, of how a visit of that state went.
inline constexpr std::string_view kStateSubject = "state ";

// What a probe does to the target. In this order they run: what may disturb comes last.
enum class Effect : std::uint8_t { reads, attempts, changes, destroys };

std::string_view name_of(Effect effect);

struct Fact {
  std::uint64_t seq = 0;  // from 1, without gaps
  std::int64_t at_s = 0;
  std::string probe;  // "listeners"
  Effect effect = Effect::reads;
  std::string subject;  // what was looked at: "tcp 127.0.7.2", "POST /api/session"
  Value values;         // a map

  bool flag(std::string_view key) const;            // false when absent or no flag
  std::int64_t number(std::string_view key) const;  // 0 when absent or no number
  std::string text(std::string_view key) const;     // empty when absent or no text
  bool has(std::string_view key) const { return values.find(key) != nullptr; }
  std::vector<std::string> texts(std::string_view key) const;  // the texts of a list; empty when absent
  bool lists(std::string_view key, std::string_view text) const;
};

// Where probes put their facts.
class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual Status record(std::string_view probe, Effect effect, std::string subject, Value values) = 0;
};

// Keeps facts in memory, numbered: for tests and for judging what was just read.
class FactList final : public Recorder {
 public:
  Status record(std::string_view probe, Effect effect, std::string subject, Value values) override;
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  std::vector<Fact> facts_;
};

std::string text_or_json(const Value& value);  // a text as it is, anything else as JSON
Value list_of(const std::vector<std::string>& texts);

}  // namespace cardea::assess
