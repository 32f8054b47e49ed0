// SPDX-License-Identifier: Apache-2.0
#include "product/provisions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "product/file.hpp"

namespace cardea::product {
namespace {

TEST(Provisions, are_the_67_rows_of_table_b1_and_4_1) {
  std::size_t mandatory = 0;
  std::size_t recommended = 0;
  std::set<std::string_view> ids;
  for (const Provision& row : provisions()) {
    ids.insert(row.id);
    if (!row.in_table_b1()) continue;
    ++(row.mandatory ? mandatory : recommended);
  }
  EXPECT_EQ(provisions().size(), 68U);
  EXPECT_EQ(ids.size(), 68U);
  EXPECT_EQ(mandatory, 32U);
  EXPECT_EQ(recommended, 35U);
  EXPECT_TRUE(find_provision("4-1")->mandatory);
}

std::size_t count(bool mandatory, bool conditional) {
  return static_cast<std::size_t>(std::count_if(provisions().begin(), provisions().end(), [&](const Provision& row) {
    return row.in_table_b1() && row.mandatory == mandatory && row.conditions.empty() != conditional;
  }));
}

TEST(Provisions, count_19_plain_m_13_conditional_m_25_plain_r_10_conditional_r) {
  EXPECT_EQ(count(true, false), 19U);
  EXPECT_EQ(count(true, true), 13U);
  EXPECT_EQ(count(false, false), 25U);
  EXPECT_EQ(count(false, true), 10U);
}

TEST(Provisions, print_their_status_as_the_table_does) {
  EXPECT_EQ(status_of(*find_provision("5.1-1")).view(), "M C (1)");
  EXPECT_EQ(status_of(*find_provision("5.3-6")).view(), "R C (9, 12)");
  EXPECT_EQ(status_of(*find_provision("5.3-10")).view(), "M (11, 12)");
  EXPECT_EQ(status_of(*find_provision("5.5-5")).view(), "M");
  EXPECT_EQ(status_of(*find_provision("5.5-4")).view(), "R");
  EXPECT_EQ(status_of(*find_provision("5.6-4")).view(), "M C (13)");
}

// Status by the verb of the clause reverses these eight; Table B.1 does not.
TEST(Provisions, take_their_status_from_the_table_and_not_from_the_verb) {
  for (const char* id : {"5.3-3", "5.4-2", "5.4-4", "5.5-5", "5.5-8"}) EXPECT_TRUE(find_provision(id)->mandatory) << id;
  for (const char* id : {"5.5-4", "5.8-1", "5.11-2"}) EXPECT_FALSE(find_provision(id)->mandatory) << id;
}

TEST(Provisions, have_a_title_in_both_languages) {
  for (const Provision& row : provisions()) {
    EXPECT_GT(row.title_en.size(), 10U) << row.id;
    EXPECT_GT(row.title_zh.size(), 10U) << row.id;
    EXPECT_GT(static_cast<unsigned char>(row.title_zh[0]), 0x7f) << row.id;
  }
}

TEST(Provisions, have_13_conditions_each_used_by_a_row) {
  std::set<int> used;
  for (const Provision& row : provisions()) {
    for (const std::uint8_t number : row.conditions) used.insert(number);
  }
  ASSERT_EQ(conditions().size(), 13U);
  for (int number = 1; number <= 13; ++number) {
    EXPECT_TRUE(used.contains(number)) << number;
    EXPECT_EQ(condition(static_cast<std::uint8_t>(number)).number, number);
    EXPECT_FALSE(condition(static_cast<std::uint8_t>(number)).text_zh.empty());
  }
}

// What was embedded is what stands in the file, row for row.
TEST(Provisions, embed_the_file_without_loss) {
  const auto text = read_file(std::string(CARDEA_SOURCE_DIR) + "/product/provisions.tsv", 1U << 20);
  ASSERT_TRUE(text.ok());
  std::string embedded = "id\tstatus\tconditions\ttitle_en\ttitle_zh\n";
  for (const Provision& row : provisions()) {
    std::string numbers;
    for (const std::uint8_t number : row.conditions) numbers += (numbers.empty() ? "" : ",") + std::to_string(number);
    embedded += std::string(row.id) + '\t' + (row.mandatory ? 'M' : 'R') + '\t' + (numbers.empty() ? "-" : numbers) + '\t' +
                std::string(row.title_en) + '\t' + std::string(row.title_zh) + '\n';
  }
  EXPECT_EQ(*text, embedded);
}

TEST(Provisions, are_not_found_under_another_spelling) {
  EXPECT_EQ(find_provision("6.1"), nullptr);
  EXPECT_EQ(find_provision("5.1"), nullptr);
  EXPECT_EQ(find_provision(""), nullptr);
}

}  // namespace
}  // namespace cardea::product
