// SPDX-License-Identifier: Apache-2.0
#include "assess/report/remedies.hpp"

#include <map>

#include "assess/standard/table_text.hpp"

namespace cardea::assess {

namespace {

std::map<std::string_view, BothTongues> read_remedies() {
  std::map<std::string_view, BothTongues> all;
  for (const auto& row : rows_of(remedies_table())) all[row.at(0)] = {row.at(1), row.at(2)};
  return all;
}

}  // namespace

BothTongues remedy_for(std::string_view provision) {
  static const std::map<std::string_view, BothTongues> all = read_remedies();
  return all.at(provision);
}

}  // namespace cardea::assess
