// SPDX-License-Identifier: Apache-2.0
// Network and power, taken away and given back: a measure works when the function that the driver shows it by is there again,
// and, without network, never went.
#include <array>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

constexpr CarriedOut kOutage{"ResMech", "outage", ": nothing was taken away", "no measure against it is declared"};

// `look(row id, fact, bill)` for each declared measure against this outage that was really put to the test.
template <class Look>
Judgement each_outage(const Facts& facts, std::string_view type, Look look) {
  const auto is_against = [&](const Fact& row) { return row.lists("type", type); };
  return look_at_each_carried_out(facts, kOutage, is_against, [&](const std::string& id, const Fact& seen, Bill& bill) {
    if (!seen.flag("cut") || !seen.flag("mended"))
      bill.unsure(Code::no_data, seen, id + ": the driver could not cut or mend it");
    else if (!seen.flag("worked_before"))
      bill.unsure(Code::no_data, seen, id + ": its function did not work before either");
    else if (!seen.flag("worked_after"))
      bill.fails(seen, id + ": its function does not come back");
    else
      look(id, seen, bill);
  });
}

void holds(const std::string& id, const Fact& seen, Bill& bill) {
  bill.holds(seen);
  bill.mention(id + ": back after " + std::to_string(seen.number("back_ms")) + " ms");
}

//= EN303645 5.9-1
Judgement comes_back_to_network(const Facts& facts) {
  return each_outage(facts, "network", holds);
}

bool had_power(const Fact& seen) {
  return seen.number("worked_during") == seen.number("looks_during");
}

// A power cut that the function did not feel was none.
template <class Look>
Judgement each_power_cut(const Facts& facts, Look look) {
  return each_outage(facts, "power", [&](const std::string& id, const Fact& seen, Bill& bill) {
    if (!had_power(seen)) return look(id, seen, bill);
    bill.unsure(Code::contradictory, seen, id + ": it worked all the while, so it had power");
  });
}

Judgement comes_back_to_power(const Facts& facts) {
  return each_power_cut(facts, holds);
}

//= EN303645 5.9-2
Judgement works_without_network(const Facts& facts) {
  return each_outage(facts, "network", [](const std::string& id, const Fact& seen, Bill& bill) {
    const std::int64_t missed = seen.number("looks_during") - seen.number("worked_during");
    if (missed > 0)
      bill.fails(seen, id + ": without network it failed " + std::to_string(missed) + " of " +
                           std::to_string(seen.number("looks_during")) + " times");
    else
      bill.holds(seen);
  });
}

Judgement comes_back_as_before(const Facts& facts) {
  return each_power_cut(facts, [](const std::string& id, const Fact& seen, Bill& bill) {
    if (!seen.has("shows_the_same"))
      bill.for_a_person(seen, id + ": it works again, and shows nothing to compare with before");
    else if (!seen.flag("shows_the_same"))
      bill.for_a_person(seen, id + ": it works again, and shows something else than before");
    else
      bill.holds(seen);
  });
}

constexpr std::array<NamedRule, 4> kRules{{
    {"comes_back_to_network", comes_back_to_network},
    {"comes_back_to_power", comes_back_to_power},
    {"works_without_network", works_without_network},
    {"comes_back_as_before", comes_back_as_before},
}};

}  // namespace

std::span<const NamedRule> outage_rules() {
  return kRules;
}

}  // namespace cardea::assess
