// SPDX-License-Identifier: Apache-2.0
// Verdicts and how they add up. Worse always wins, and what is not a PASS can never add up to one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::assess {

// From best to worst: the order is the arithmetic.
enum class Verdict : std::uint8_t {
  not_applicable,  // the provision's condition is false, or the declaration has no such thing
  pass,
  pending_human,  // a person has to decide; nobody has
  inconclusive,   // looked, and could not tell: the code says why
  error,          // the assessor itself failed here
  fail,
};

std::string_view name_of(Verdict verdict);  // "PASS", "PENDING HUMAN"
std::string_view key_of(Verdict verdict);   // "pass", "pending_human": for JSON

enum class Code : std::uint8_t {
  none,
  not_run,             // the probe did not run
  precondition_unmet,  // the target is not in the state that the unit speaks of
  tool_missing,
  no_data,                // looked, and nothing came back
  insufficient_coverage,  // looked at a part only
  unreachable,
  contradictory,  // facts speak against each other
  not_described,  // neither driver nor declaration says how
  a_person_could_not_tell,
  disputed,  // a file of another tool says otherwise: a person weighs the two
};

std::string_view key_of(Code code);
struct BothTongues {
  std::string_view en;
  std::string_view zh;
};
BothTongues text_of(Code code);

Verdict worse(Verdict a, Verdict b);

// Nothing at all is INCONCLUSIVE. Any part that is not decided keeps the whole from being a PASS; all NOT APPLICABLE is.
Verdict roll_up(std::span<const Verdict> parts);

}  // namespace cardea::assess
