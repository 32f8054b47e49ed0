// SPDX-License-Identifier: Apache-2.0
// What rules over declared rows share: for each row that is concerned, it holds or it fails.
#pragma once

#include <algorithm>

#include "assess/judge/rules.hpp"

namespace cardea::assess {

inline bool says(const Fact& row, std::string_view key) {
  return !row.text(key).empty();
}

inline bool every(const Fact&) {
  return true;
}

// Without a single row that was looked at: a PASS that says so, where there is a declaration at all.
inline Judgement or_none_such(const Facts& facts, Bill bill, std::string why) {
  if (facts.has_declaration() && bill.empty()) bill.none_such(std::move(why));
  return bill.total();
}

// `look(row, bill)` for each row of a table that is concerned.
template <class Concerns, class Look>
Judgement look_at_each(const Facts& facts, std::string_view table, Concerns concerns, Look look) {
  Bill bill;
  if (!facts.has_declaration()) return bill.total();
  for (const Fact* row : facts.rows(table)) {
    if (concerns(*row)) look(*row, bill);
  }
  return or_none_such(facts, std::move(bill), "no row of " + std::string(table) + " is concerned");
}

// What a probe carried out for rows of the declaration: its fact is named after both. Only rows of a table that are concerned
// count.
struct CarriedOut {
  std::string_view table;
  std::string_view probe;
  std::string_view undone;     // what is said of a row for which the driver carries nothing out
  std::string_view none_such;  // and where no row is concerned
};

// `look(id, fact, bill)` for each row that is concerned and for which something was carried out.
template <class Concerns, class Look>
Judgement look_at_each_carried_out(const Facts& facts, const CarriedOut& what, Concerns concerns, Look look) {
  Bill bill;
  for (const Fact* row : facts.rows(what.table)) {
    if (!concerns(*row)) continue;
    if (!bill.needs(facts, what.probe)) return bill.total();
    const std::string id = row->text("id");
    if (const Fact* seen = facts.one(what.probe, std::string(what.probe) + " " + id); seen != nullptr)
      look(id, *seen, bill);
    else
      bill.unsure(Code::insufficient_coverage, id + std::string(what.undone));
  }
  return or_none_such(facts, std::move(bill), std::string(what.none_such));
}

template <class Concerns, class Holds>
Judgement each_row(const Facts& facts, std::string_view table, Concerns concerns, Holds holds, const char* otherwise) {
  return look_at_each(facts, table, concerns, [&](const Fact& row, Bill& bill) {
    if (holds(row))
      bill.holds(row);
    else
      bill.fails(row, row.text("id") + " " + otherwise);
  });
}

}  // namespace cardea::assess
