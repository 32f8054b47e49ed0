// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/landlock.hpp"

#include <gtest/gtest.h>

namespace cardea::confine {
namespace {

Rules courier() {
  Rules rules;
  rules.allow = {Allow::base, Allow::files_read, Allow::connect};
  rules.paths = {{"/data", /*write=*/true, false}, {"/etc", false, false}, {"/run", false, /*execute=*/true}};
  rules.connect_ports = {8443};
  return rules;
}

const WallFact& fact(const LandlockPlan& plan, std::string_view wall) {
  for (const WallFact& f : plan.facts) {
    if (f.wall == wall) return f;
  }
  ADD_FAILURE() << "no fact for " << wall;
  return plan.facts.front();
}

TEST(LandlockPlan, a_kernel_without_landlock_enforces_nothing_and_says_so) {
  const LandlockPlan plan = plan_landlock(courier(), 0);
  EXPECT_EQ(plan.handled_fs | plan.handled_net | plan.scoped, 0U);
  for (const WallFact& f : plan.facts) {
    EXPECT_FALSE(f.enforced);
    EXPECT_EQ(f.detail, "this kernel has no Landlock");
  }
  EXPECT_EQ(plan.facts.size(), 3U);
}

TEST(LandlockPlan, each_abi_enforces_what_it_can_and_names_what_it_cannot) {
  for (int abi = 1; abi <= kLandlockAbiMax; ++abi) {
    const LandlockPlan plan = plan_landlock(courier(), abi);
    EXPECT_TRUE(fact(plan, "landlock.fs").enforced);
    EXPECT_EQ(fact(plan, "landlock.net").enforced, abi >= 4) << abi;
    EXPECT_EQ(fact(plan, "landlock.scope").enforced, abi >= 6) << abi;
    EXPECT_EQ(plan.handled_net != 0, abi >= 4);
    EXPECT_EQ(plan.connect_ports.size(), abi >= 4 ? 1U : 0U);
    EXPECT_EQ(plan.scoped, abi >= 6 ? 3U : 0U);
  }
  EXPECT_EQ(fact(plan_landlock(courier(), 2), "landlock.net").detail, "Landlock ABI 2 cannot do this: it takes ABI 4");
  EXPECT_EQ(fact(plan_landlock(courier(), 7), "landlock.net").detail,
            "Landlock ABI 7: no TCP port may be opened, connections to 8443");
}

TEST(LandlockPlan, the_rights_it_handles_are_those_of_the_abi) {
  EXPECT_EQ(plan_landlock(courier(), 1).handled_fs, 0x1fffU);
  EXPECT_EQ(plan_landlock(courier(), 2).handled_fs, 0x3fffU);
  EXPECT_EQ(plan_landlock(courier(), 3).handled_fs, 0x7fffU);
  EXPECT_EQ(plan_landlock(courier(), 4).handled_fs, 0x7fffU);
  EXPECT_EQ(plan_landlock(courier(), 5).handled_fs, 0xffffU);
  EXPECT_EQ(plan_landlock(courier(), 7).handled_fs, 0xffffU);
}

TEST(LandlockPlan, a_grant_never_asks_for_more_than_is_handled) {
  for (int abi = 1; abi <= kLandlockAbiMax; ++abi) {
    const LandlockPlan plan = plan_landlock(courier(), abi);
    for (const PathRule& rule : plan.paths) EXPECT_EQ(rule.access & ~plan.handled_fs, 0U);
  }
}

TEST(LandlockPlan, reading_writing_and_executing_are_granted_apart) {
  const LandlockPlan plan = plan_landlock(courier(), 7);
  constexpr std::uint64_t kExecute = 1, kWrite = 2, kRead = 4, kMakeFile = 1 << 8, kMakeDevice = 1 << 6 | 1 << 11, kTruncate = 1 << 14;
  EXPECT_EQ(plan.paths[0].access & (kExecute | kWrite | kRead | kMakeFile | kMakeDevice | kTruncate), kWrite | kRead | kMakeFile | kTruncate);
  EXPECT_EQ(plan.paths[1].access & (kExecute | kWrite | kRead | kMakeFile | kMakeDevice | kTruncate), kRead);
  EXPECT_EQ(plan.paths[2].access & (kExecute | kWrite | kRead | kMakeFile | kMakeDevice | kTruncate), kExecute | kRead);
}

TEST(LandlockPlan, ports_without_the_permission_to_connect_are_not_granted) {
  Rules rules = courier();
  rules.allow = {Allow::base};
  EXPECT_TRUE(plan_landlock(rules, 7).connect_ports.empty());
}

TEST(LandlockPlan, the_spawner_may_signal_and_the_fact_says_so) {
  Rules rules = courier();
  rules.allow.push_back(Allow::spawn);
  const LandlockPlan plan = plan_landlock(rules, 7);
  EXPECT_EQ(plan.scoped, 0U);
  EXPECT_FALSE(fact(plan, "landlock.scope").enforced);
}

TEST(LandlockPlan, the_abi_at_hand_is_one_that_we_know) {
  EXPECT_GE(landlock_abi(), 0);
  EXPECT_LE(landlock_abi(), kLandlockAbiMax);
}

}  // namespace
}  // namespace cardea::confine
