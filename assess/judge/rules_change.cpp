// SPDX-License-Identifier: Apache-2.0
// What people sign in with, changed: the new value signs in, and the old one does not any more.
#include <array>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

constexpr CarriedOut kChange{"AuthMech", "change", ": nothing was changed", "no person signs in"};

// `look(row id, fact, bill)` for each way of people to sign in that was really changed.
template <class Look>
Judgement each_change(const Facts& facts, Look look) {
  const auto is_of_people = [](const Fact& row) { return row.text("subject") == "user"; };
  return look_at_each_carried_out(facts, kChange, is_of_people, [&](const std::string& id, const Fact& seen, Bill& bill) {
    if (seen.flag("changed")) return look(id, seen, bill);
    bill.unsure(Code::no_data, seen,
                id + ": the change was not taken (status " + std::to_string(seen.number("change_status")) + ")");
  });
}

//= EN303645 5.1-4
Judgement values_were_changed(const Facts& facts) {
  return each_change(facts, [](const std::string&, const Fact& seen, Bill& bill) { bill.holds(seen); });
}

Judgement changed_values_are_in_force(const Facts& facts) {
  return each_change(facts, [](const std::string& id, const Fact& seen, Bill& bill) {
    for (const std::string value : {"new", "old"}) {
      if (!seen.flag(value + "_was_looked_at"))
        bill.unsure(Code::no_data, seen, id + ": nobody answered to the " + value + " value");
    }
    if (seen.flag("new_was_looked_at") && !seen.flag("new_signs_in")) bill.fails(seen, id + ": the new value does not sign in");
    if (seen.flag("old_signs_in")) bill.fails(seen, id + ": the old value still signs in");
    bill.holds(seen);
  });
}

constexpr std::array<NamedRule, 2> kRules{{
    {"values_were_changed", values_were_changed},
    {"changed_values_are_in_force", changed_values_are_in_force},
}};

}  // namespace

std::span<const NamedRule> change_rules() {
  return kRules;
}

}  // namespace cardea::assess
