// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/gate.hpp"

#include <gtest/gtest.h>

#include "service/rollout/pacer.hpp"

namespace cardea::service {
namespace {

Counts counts(std::uint64_t confirmed, std::uint64_t failed, std::uint64_t waiting = 0) {
  Counts c;
  c.confirmed = confirmed;
  c.failed = failed;
  c.waiting = waiting;
  return c;
}

Census census(std::uint64_t remaining, std::uint64_t later, std::uint64_t watched = 0, std::uint64_t lost = 0) {
  return {remaining, later, watched, lost};
}

TEST(HealthGate, a_single_loss_among_few_is_worse_and_one_among_many_is_not) {
  EXPECT_TRUE(is_worse({}, counts(0, 1), {}, {}));
  EXPECT_TRUE(is_worse({}, counts(2, 1), {}, {}));
  EXPECT_FALSE(is_worse({}, counts(999, 1), {}, {}));
  EXPECT_FALSE(is_worse({}, counts(1000, 0), {}, {}));
}

TEST(HealthGate, losses_that_the_untouched_have_as_well_are_not_the_releases_fault) {
  const Counts many = counts(900, 100);
  EXPECT_TRUE(is_worse({}, many, {}, census(0, 0, 10'000, 100)));
  EXPECT_FALSE(is_worse({}, many, {}, census(0, 0, 10'000, 1000)));  // a power failure in town, say
}

TEST(HealthGate, what_an_operator_has_looked_at_is_not_held_against_it_again) {
  const Counts many = counts(10, 5);
  EXPECT_TRUE(is_worse({}, many, {}, {}));
  EXPECT_FALSE(is_worse({}, many, Forgiven{5, 15}, {}));
  EXPECT_TRUE(is_worse({}, counts(10, 7), Forgiven{5, 15}, {}));
}

TEST(HealthGate, the_share_that_must_have_confirmed_is_of_the_live_members) {
  EXPECT_FALSE(has_enough({}, counts(89, 0), census(11, 900), false));
  EXPECT_TRUE(has_enough({}, counts(90, 0), census(10, 900), false));
  EXPECT_TRUE(has_enough({}, counts(90, 0, /*waiting=*/100), census(110, 900), false));  // a person's time is not waited for
}

TEST(HealthGate, an_empty_stage_is_passed_by_only_when_a_later_one_can_prove_the_release) {
  EXPECT_TRUE(has_enough({}, {}, census(0, 5), false));
  EXPECT_FALSE(has_enough({}, {}, census(0, 0), false));
  EXPECT_FALSE(has_enough({}, {}, census(0, 0), true));
  EXPECT_FALSE(has_enough({}, counts(0, 0, 3), census(3, 5), false));  // all of it waits for people
}

TEST(Pace, is_raised_by_what_confirmed_and_has_a_ceiling) {
  const Rate rate{60, 200, 10, 500};
  EXPECT_DOUBLE_EQ(turns_per_second(rate, 0), 1);
  EXPECT_DOUBLE_EQ(turns_per_second(rate, 9), 1);
  EXPECT_DOUBLE_EQ(turns_per_second(rate, 10), 2);
  EXPECT_DOUBLE_EQ(turns_per_second(rate, 20), 4);
  EXPECT_DOUBLE_EQ(turns_per_second(rate, 1'000'000'000), 500.0 / 60);
}

TEST(Pace, gives_whom_it_sends_away_one_time_each) {
  Pacer pacer;
  pacer.set_rate(2);
  pacer.restart(0);
  EXPECT_FALSE(pacer.take(0));
  EXPECT_EQ(pacer.book(0), 501U);
  EXPECT_EQ(pacer.book(0), 1001U);
  EXPECT_EQ(pacer.book(0), 1501U);
  EXPECT_TRUE(pacer.take(501));
  EXPECT_FALSE(pacer.take(502));
}

TEST(Pace, is_held_whoever_comes_and_does_not_make_up_for_idle_hours) {
  Pacer pacer;
  pacer.set_rate(10);
  pacer.restart(0);
  int taken = 0;
  for (std::uint64_t ms = 0; ms < 60'000; ++ms) taken += pacer.take(ms) ? 1 : 0;
  EXPECT_NEAR(taken, 600, 1);
  taken = 0;
  for (std::uint64_t ms = 3'600'000; ms < 3'601'000; ++ms) taken += pacer.take(ms) ? 1 : 0;
  EXPECT_LE(taken, 31);
}

}  // namespace
}  // namespace cardea::service
