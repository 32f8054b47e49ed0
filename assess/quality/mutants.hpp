// SPDX-License-Identifier: Apache-2.0
// Lies of a true declaration, one at a time and by rule: all that the rules give, none chosen by hand.
#pragma once

#include <span>

#include "assess/quality/rows.hpp"

namespace cardea::assess::quality {

enum class Lie : std::uint8_t {
  row_dropped,    // references to it lead nowhere
  row_hushed_up,  // every mention of it is taken out as well
  word_dropped,   // one word or reference out of a list
  flag_flipped,
  port_changed,
  text_left_out,  // of a field that may be left out: the form itself refuses it of the others
};

std::span<const Lie> lies();
std::string_view name_of(Lie lie);

struct Mutant {
  Lie lie = Lie::row_dropped;
  std::size_t row = 0;  // of the true rows
  std::string table;
  std::string field;  // empty: the row is dropped
  Value value;        // word_dropped: the word; port_changed: the new one
  std::string what;   // "SecParam-DeviceKey: type = critical"
};

// `concerns`: of which rows. Dropped are rows of the tables that the probes, the listeners and the other tables could miss.
std::vector<Mutant> mutants_of(const Rows& truth, bool (*concerns)(const DeclaredRow& row));
Rows apply(const Mutant& mutant, Rows rows);

}  // namespace cardea::assess::quality
