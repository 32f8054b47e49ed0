// SPDX-License-Identifier: Apache-2.0
#include "device/courier/service_refusal.hpp"

#include <gtest/gtest.h>

namespace cardea::courier {
namespace {

TEST(RetryAfter, is_a_number_of_seconds) {
  EXPECT_EQ(*parse_retry_after("0"), 0);
  EXPECT_EQ(*parse_retry_after("120"), 120);
}

TEST(RetryAfter, of_absurd_length_is_the_longest_there_is) {
  EXPECT_EQ(*parse_retry_after("4294967295"), 4'294'967'295);
  EXPECT_EQ(*parse_retry_after("4294967296"), 4'294'967'295);
  EXPECT_EQ(*parse_retry_after(std::string(4000, '9')), 4'294'967'295);
}

TEST(RetryAfter, that_is_a_date_or_nonsense_is_no_hint) {
  for (const char* text :
       {"", " ", "-1", "+1", "1.5", "1e9", "12 s", "0x10", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999s"}) {
    EXPECT_FALSE(parse_retry_after(text)) << text;
  }
}

}  // namespace
}  // namespace cardea::courier
