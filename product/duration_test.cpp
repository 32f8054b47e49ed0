// SPDX-License-Identifier: Apache-2.0
#include "product/duration.hpp"

#include <gtest/gtest.h>

namespace cardea::product {
namespace {

TEST(Duration, is_a_count_and_a_unit) {
  EXPECT_EQ(parse_duration("12 hours")->count(), 12);
  EXPECT_EQ(parse_duration("1 day")->count(), 24);
  EXPECT_EQ(parse_duration("90 days")->count(), 90 * 24);
  EXPECT_EQ(parse_duration("2 weeks")->count(), 14 * 24);
  EXPECT_EQ(parse_duration("1 month")->count(), 30 * 24);
  EXPECT_EQ(parse_duration("10000 years")->count(), 10000LL * 365 * 24);
}

TEST(Duration, is_nothing_else) {
  for (const char* text : {"", " ", "days", "90", "90days", "0 days", "-1 days", "10001 days", "1 fortnight", "1 days",
                           "90  days", "90 days ", "99999999999999999999 days", "1.5 days"}) {
    EXPECT_FALSE(parse_duration(text).ok()) << text;
  }
}

}  // namespace
}  // namespace cardea::product
