// SPDX-License-Identifier: Apache-2.0
// Personal data on its way: by the mechanisms that its rows name, in the cryptography that these declare, and not to be read.
#include <array>

#include "assess/judge/declared_rows.hpp"
#include "assess/judge/door_channel.hpp"
#include "assess/judge/on_the_way.hpp"

namespace cardea::assess {

namespace {

bool travels(const Fact& row) {
  return !row.texts("communication_mechanisms").empty();
}
bool travels_and_is_sensitive(const Fact& row) {
  return travels(row) && row.flag("sensitive");
}
bool goes_to_a_service(const Fact& mechanism) {
  return mechanism.text("peer") == "associated_service";
}

struct DataRow {
  const Fact* row;
  std::vector<const Fact*> mechanisms;
};

std::vector<DataRow> data_that_travels(const Facts& facts, bool (*concerns)(const Fact&), bool (*counts)(const Fact&)) {
  std::vector<DataRow> all;
  for (const Fact* row : facts.rows("PersData")) {
    if (!concerns(*row)) continue;
    DataRow one{row, {}};
    for (const std::string& id : row->texts("communication_mechanisms")) {
      const Fact* mechanism = facts.row(id);
      if (mechanism != nullptr && counts(*mechanism)) one.mechanisms.push_back(mechanism);
    }
    if (!one.mechanisms.empty()) all.push_back(std::move(one));
  }
  return all;
}

Judgement data_on_its_way(const Facts& facts, const std::vector<DataRow>& all, const char* none) {
  std::vector<const Fact*> carriers;
  Bill bill;
  for (const DataRow& one : all) {
    look_at_journey(facts, *one.row, one.mechanisms, bill);
    for (const Fact* mechanism : one.mechanisms) {
      if (std::find(carriers.begin(), carriers.end(), mechanism) == carriers.end()) carriers.push_back(mechanism);
    }
  }
  return worse_of(tried_at_door(facts, carriers, uses_door, none), bill);
}

//= EN303645 5.8-1
Judgement personal_data_travels_protected(const Facts& facts) {
  return data_on_its_way(facts, data_that_travels(facts, travels, every), "no personal data is declared to travel");
}

//= EN303645 5.8-2
Judgement sensitive_data_travels_protected(const Facts& facts) {
  return data_on_its_way(facts, data_that_travels(facts, travels_and_is_sensitive, goes_to_a_service),
                         "no sensitive personal data is declared to travel to a service");
}

constexpr std::array<NamedRule, 2> kRules{{
    {"personal_data_travels_protected", personal_data_travels_protected},
    {"sensitive_data_travels_protected", sensitive_data_travels_protected},
}};

}  // namespace

std::span<const NamedRule> personal_data_rules() {
  return kRules;
}

}  // namespace cardea::assess
