// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/crosswalk.hpp"

#include "assess/standard/table_text.hpp"
#include "assess/standard/tables.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 4> kRelations{"equal", "partial", "related", "none"};

std::vector<CrosswalkEnd> read_ends(std::string_view table) {
  std::vector<CrosswalkEnd> ends;
  for (const auto& row : rows_of(table)) ends.push_back({row.at(0), row.at(1), row.at(2)});
  return ends;
}

std::vector<CrosswalkRow> read_rows(std::string_view table) {
  std::vector<CrosswalkRow> rows;
  for (const auto& row : rows_of(table)) {
    const Relation relation = enum_named<Relation>(kRelations, row.at(2));
    rows.push_back({row.at(0), or_nothing(row.at(1)), relation, row.at(3) == "checked", row.at(4), row.at(5)});
  }
  return rows;
}

std::vector<Crosswalk> read_all() {
  std::vector<Crosswalk> all;
  all.push_back({"en303645-v3", "ETSI EN 303 645 V3.1.3", "ETSI EN 303 645 V3.1.3", read_ends(en303645_v3_ends_table()),
                 read_rows(en303645_v3_table())});
  all.push_back(
      {"en18031", "EN 18031-1/-2/-3:2024", "EN 18031-1/-2/-3:2024", read_ends(en18031_ends_table()), read_rows(en18031_table())});
  all.push_back({"cra", "Cyber Resilience Act, Regulation (EU) 2024/2847", "欧盟《网络弹性法案》(EU) 2024/2847",
                 read_ends(cra_ends_table()), read_rows(cra_table())});
  all.push_back(
      {"psti", "UK PSTI Regulations 2023", "英国 PSTI 条例 2023", read_ends(psti_ends_table()), read_rows(psti_table())});
  all.push_back({"ir8425", "NIST IR 8425", "NIST IR 8425", read_ends(ir8425_ends_table()), read_rows(ir8425_table())});
  return all;
}

}  // namespace

std::span<const Crosswalk> crosswalks() {
  static const std::vector<Crosswalk> all = read_all();
  return all;
}

const Crosswalk* find_crosswalk(std::string_view key) {
  for (const Crosswalk& one : crosswalks()) {
    if (one.key == key) return &one;
  }
  return nullptr;
}

std::string_view key_of(Relation relation) {
  return kRelations.at(static_cast<std::size_t>(relation));
}

}  // namespace cardea::assess
