// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/table_text.hpp"

namespace cardea::assess {

std::vector<std::string_view> parts_of(std::string_view list, std::string_view between) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(between), list.size());
    parts.push_back(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + between.size()));
  }
  return parts;
}

std::vector<std::vector<std::string_view>> rows_of(std::string_view table) {
  std::vector<std::vector<std::string_view>> rows;
  for (const std::string_view line : parts_of(table, "\n")) rows.push_back(parts_of(line, "\t"));
  rows.erase(rows.begin());
  return rows;
}

}  // namespace cardea::assess
