// SPDX-License-Identifier: Apache-2.0
// Which declared rows something speaks of: `AuthMech`, `UpdMech[initiation=automatic]`,
// `SecParam[type=critical,erased_by_user=true]`. All conditions must hold; a list holds a word when it contains it; `=*` asks
// whether the field says anything.
#pragma once

#include "assess/judge/facts.hpp"

namespace cardea::assess {

struct Selector {
  struct Condition {
    std::string_view field;
    bool is = true;  // `=`, else `!=`
    std::string_view word;
  };

  std::string_view table;
  std::vector<Condition> conditions;
};

// Views into the text. Selectors are data of this program: one that is malformed is a programming error and throws
// std::logic_error.
Selector selector_of(std::string_view text);

bool matches(const Selector& selector, const Fact& row);  // the row is of the table
std::vector<const Fact*> selected(const Facts& facts, const Selector& selector);

// Of selectors with "; " between: each table has rows, and none of them is selected. "-" is never so: what no selector says, a
// person knows.
bool declares_none_of(const Facts& facts, std::string_view selectors);

}  // namespace cardea::assess
