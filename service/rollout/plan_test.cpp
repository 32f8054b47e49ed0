// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/plan.hpp"

#include <gtest/gtest.h>

#include "lib/codec/json.hpp"

namespace cardea::service {
namespace {

Plan staged() {
  Plan plan;
  plan.model = "M1";
  plan.version = "1.1.0";
  plan.stages = {{10, "", ""}, {100, "", ""}, {1000, "", ""}};
  return plan;
}

Member device(int n) {
  return {"key-" + std::to_string(n), "M1", "1.0.0", ""};
}

TEST(Membership, is_the_same_at_every_look_and_another_in_each_roll_out) {
  int same = 0;
  for (int n = 0; n < 1000; ++n) {
    EXPECT_EQ(bucket_of(7, device(n).spki), bucket_of(7, device(n).spki));
    if (bucket_of(7, device(n).spki) == bucket_of(9, device(n).spki)) ++same;
  }
  EXPECT_LT(same, 20);  // one in a thousand by chance
}

TEST(Membership, shares_out_evenly) {
  int first = 0, second = 0;
  for (int n = 0; n < 100'000; ++n) {
    const std::uint32_t stage = stage_of(staged(), 7, device(n));
    if (stage == 0) ++first;
    if (stage == 1) ++second;
  }
  EXPECT_NEAR(first, 1000, 150);
  EXPECT_NEAR(second, 9000, 450);
}

// What a device's stage is depends on the device alone: nobody who joins or leaves moves anybody else.
TEST(Membership, a_canary_by_label_goes_first_wherever_its_bucket_lies) {
  Plan plan = staged();
  plan.stages.insert(plan.stages.begin(), Stage{1000, "canary", ""});
  for (int n = 0; n < 1000; ++n) {
    Member marked = device(n);
    marked.label = "canary";
    EXPECT_EQ(stage_of(plan, 7, marked), 0U);
    EXPECT_NE(stage_of(plan, 7, device(n)), 0U);
  }
}

TEST(Membership, who_runs_the_release_or_a_newer_one_or_is_another_model_is_not_in_it) {
  Member there = device(1);
  there.version = "1.1.0";
  EXPECT_EQ(stage_of(staged(), 7, there), kNoStage);
  there.version = "1.10.0";
  EXPECT_EQ(stage_of(staged(), 7, there), kNoStage);
  Member other = device(1);
  other.model = "M2";
  EXPECT_EQ(stage_of(staged(), 7, other), kNoStage);
  Member silent = device(1);
  silent.version = "";
  EXPECT_NE(stage_of(staged(), 7, silent), kNoStage);
}

TEST(Membership, going_back_is_only_for_the_version_that_the_plan_names) {
  Plan plan = staged();
  plan.stages = {{1000, "", "1.2.0"}};
  Member bad = device(1);
  bad.version = "1.2.0";
  EXPECT_EQ(stage_of(plan, 7, bad), 0U);
  bad.version = "1.3.0";
  EXPECT_EQ(stage_of(plan, 7, bad), kNoStage);
}

TEST(RolloutPlan, of_another_shape_is_refused_and_not_read_as_a_wider_one) {
  for (const char* text :
       {"{}", "[]", R"({"model":"M1","version":"1.1.0"})", R"({"model":"M1","version":"1.1.0","stages":[]})",
        R"({"model":"M1","version":"one","stages":[{}]})", R"({"model":"","version":"1.1.0","stages":[{}]})",
        R"({"model":"M1","version":"1.1.0","stages":[{"permille":0}]})", R"({"model":"M1","version":"1.1.0","stages":[7]})",
        R"({"model":"M1","version":"1.1.0","stages":[{}],"stage":[{"permille":1}]})",
        R"({"model":"M1","version":"1.1.0","stages":[{}],"rate":[]})",
        R"({"model":"M1","version":"1.1.0","stages":[{}],"rate":{"per_minute":9,"per_minute_max":8}})",
        R"({"model":"M1","version":"1.1.0","stages":[{}],"timeout_s":0})"}) {
    EXPECT_FALSE(parse_plan(*parse_json(as_bytes(text))).ok()) << text;
  }
}

}  // namespace
}  // namespace cardea::service
