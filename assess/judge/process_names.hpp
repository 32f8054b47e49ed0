// SPDX-License-Identifier: Apache-2.0
// A process by the name that a declaration gives it.
#pragma once

#include "assess/judge/facts.hpp"

namespace cardea::assess {

// "cardea-gate" and "gate" are the process that the declaration calls "gate".
inline bool is_called(std::string_view name, std::string_view declared) {
  if (declared.empty() || !name.ends_with(declared)) return false;
  return name.size() == declared.size() || name[name.size() - declared.size() - 1] == '-';
}

inline const Fact* row_of_process(const Facts& facts, std::string_view table, std::string_view name) {
  for (const Fact* row : facts.rows(table)) {
    if (is_called(name, row->text("process"))) return row;
  }
  return nullptr;
}

}  // namespace cardea::assess
