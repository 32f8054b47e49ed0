// SPDX-License-Identifier: Apache-2.0
#include "service/edge/edge.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace cardea::service {
namespace {

//= EN303645 5.9-3   type=test
TEST(VisitPlan, spreads_devices_that_came_together_evenly_over_the_planned_time) {
  const VisitPlan plan{3600};
  std::mt19937 random(1);
  std::array<int, 6> buckets{};
  for (int i = 0; i < 60'000; ++i) {
    const std::uint32_t wait = next_visit_s(plan, static_cast<std::uint32_t>(random()));
    ASSERT_GE(wait, 1800U);
    ASSERT_LT(wait, 5400U);
    ++buckets[(wait - 1800) / 600];
  }
  for (const int count : buckets) EXPECT_NEAR(count, 10'000, 600);
}

TEST(VisitPlan, never_tells_a_device_to_come_at_once) { EXPECT_GE(next_visit_s(VisitPlan{0}, 0), 1U); }

}  // namespace
}  // namespace cardea::service
