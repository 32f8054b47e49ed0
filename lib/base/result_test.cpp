// SPDX-License-Identifier: Apache-2.0
#include "lib/base/result.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace cardea {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return Error{Err::bad_value, "odd"};
  return n / 2;
}

Result<int> quarter(int n) {
  TRY(const int h, half(n));
  return half(h);
}

Outcome<int> quarter_for_people(int n) {
  TRY(const int q, quarter(n));
  return q;
}

TEST(Result, try_hands_on_the_value_or_the_error) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().code, Err::bad_value);
  EXPECT_STREQ(quarter(3).error().what, "odd");
}

TEST(Result, an_error_widens_to_a_problem_a_person_can_read) {
  EXPECT_EQ(quarter_for_people(3).error().message, "odd");
  errno = ENOSPC;
  EXPECT_EQ(Problem(io_error("cannot write")).message, "cannot write: No space left on device");
}

TEST(Result, a_problem_says_where_it_happened) {
  EXPECT_EQ(at_place(half(3), "line 7").error().message, "line 7: odd");
  EXPECT_EQ(at_place(half(3), "line 7").error().code, Err::bad_value);
  EXPECT_EQ(*at_place(half(4), "line 7"), 2);
}

TEST(ResultDeathTest, an_unchecked_error_stops_the_program) {
  EXPECT_DEATH({ [[maybe_unused]] const int n = *half(1); }, "");
}

}  // namespace
}  // namespace cardea
