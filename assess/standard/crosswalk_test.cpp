// SPDX-License-Identifier: Apache-2.0
#include "assess/standard/crosswalk.hpp"

#include <gtest/gtest.h>

#include <set>

#include "product/provisions.hpp"

namespace cardea::assess {
namespace {

TEST(Crosswalks, lead_to_five_texts) {
  std::set<std::string_view> keys;
  for (const Crosswalk& one : crosswalks()) keys.insert(one.key);
  EXPECT_EQ(keys, (std::set<std::string_view>{"cra", "en18031", "en303645-v3", "ir8425", "psti"}));
  EXPECT_EQ(find_crosswalk("cra")->key, "cra");
  EXPECT_EQ(find_crosswalk("none"), nullptr);
}

TEST(Crosswalks, every_provision_has_a_row_in_each_and_every_row_a_provision) {
  for (const Crosswalk& one : crosswalks()) {
    std::set<std::string_view> provisions;
    for (const CrosswalkRow& row : one.rows) {
      EXPECT_NE(product::find_provision(row.provision), nullptr) << one.key << " " << row.provision;
      provisions.insert(row.provision);
    }
    EXPECT_EQ(provisions.size(), product::provisions().size()) << one.key;
  }
}

TEST(Crosswalks, every_end_of_a_row_exists_once) {
  for (const Crosswalk& one : crosswalks()) {
    std::set<std::string_view> ends;
    for (const CrosswalkEnd& end : one.ends) {
      EXPECT_TRUE(ends.insert(end.id).second) << one.key << " " << end.id;
      EXPECT_FALSE(end.title_en.empty() || end.title_zh.empty()) << one.key << " " << end.id;
    }
    for (const CrosswalkRow& row : one.rows) {
      if (!row.end.empty()) {
        EXPECT_TRUE(ends.contains(row.end)) << one.key << " " << row.provision << " " << row.end;
      }
    }
  }
}

TEST(Crosswalks, every_row_gives_its_reason_and_no_pair_stands_twice) {
  for (const Crosswalk& one : crosswalks()) {
    std::set<std::pair<std::string_view, std::string_view>> pairs;
    for (const CrosswalkRow& row : one.rows) {
      EXPECT_FALSE(row.reason_en.empty() || row.reason_zh.empty()) << one.key << " " << row.provision;
      EXPECT_TRUE(pairs.emplace(row.provision, row.end).second) << one.key << " " << row.provision << " " << row.end;
      EXPECT_EQ(row.end.empty(), row.relation == Relation::none) << one.key << " " << row.provision;
    }
  }
}

TEST(Crosswalks, a_provision_without_a_counterpart_has_no_other_row_there) {
  for (const Crosswalk& one : crosswalks()) {
    std::multiset<std::string_view> provisions;
    for (const CrosswalkRow& row : one.rows) provisions.insert(row.provision);
    for (const CrosswalkRow& row : one.rows) {
      if (row.relation == Relation::none) {
        EXPECT_EQ(provisions.count(row.provision), 1U) << one.key << " " << row.provision;
      }
    }
  }
}

}  // namespace
}  // namespace cardea::assess
