// SPDX-License-Identifier: Apache-2.0
#include "lib/base/time.hpp"

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(Rfc3339, prints_and_parses_the_same_moment) {
  EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(*parse_rfc3339("2038-01-19T03:14:08Z"), 2147483648);
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59Z");
  EXPECT_EQ(*parse_date("1970-01-02"), 86400);
}

TEST(Rfc3339, refuses_days_that_do_not_exist_and_other_forms) {
  for (const char* text : {"2023-02-29T00:00:00Z", "2023-01-01T24:00:00Z", "2023-01-01 00:00:00Z", "2023-01-01T00:00:00+01:00",
                           "2023-1-01T00:00:00Z", "", "2023-01-01T00:00:0xZ"}) {
    EXPECT_FALSE(parse_rfc3339(text).ok()) << text;
  }
  EXPECT_FALSE(parse_date("2023-13-01").ok());
  EXPECT_FALSE(parse_date("20230101").ok());
}

}  // namespace
}  // namespace cardea
