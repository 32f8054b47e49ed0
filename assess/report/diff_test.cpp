// SPDX-License-Identifier: Apache-2.0
#include "assess/report/diff.hpp"

#include <gtest/gtest.h>

#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

Declared run(bool confirmed, const char* version = "1.0.0") {
  Declared declared;
  declared.row("product", "product", values({{"version", version}}));
  declared.fact("bench", "target", values({{"declaration_sha256", confirmed ? "aa" : "bb"}}));
  return declared.answer("5.3-8", "Y").row("Conf", "Conf", values({{"update_procedures", confirmed}}));
}

Diff diff_of(const Declared& before, const Declared& after) {
  return diff_of(Facts(before.facts()), before.assess_it(), Facts(after.facts()), after.assess_it());
}

TEST(Diffs, of_a_run_with_itself_are_empty) {
  const Diff diff = diff_of(run(true), run(true));
  EXPECT_TRUE(diff.units.empty());
  EXPECT_TRUE(diff.causes.empty());
  EXPECT_EQ(diff.unchanged, 226U);
}

TEST(Diffs, name_what_was_mended_what_is_new_and_why) {
  const Diff fixed = diff_of(run(false), run(true, "1.1.0"));
  ASSERT_EQ(fixed.units.size(), 1U);
  EXPECT_EQ(fixed.units[0].unit->id, "5.3-8-1.b");
  EXPECT_EQ(fixed.count(Change::fixed), 1U);
  EXPECT_EQ(fixed.causes, (std::vector<std::string>{"target: version 1.0.0 became 1.1.0", "the declaration was edited"}));
  Declared other = run(true);
  other.fact("bench", "assessor", values({{"program_sha256", "cc"}}));
  EXPECT_EQ(diff_of(run(true), other).causes, std::vector<std::string>{"the assessor is another program"});
  const Diff broken = diff_of(run(true), run(false));
  EXPECT_EQ(broken.count(Change::broken), 1U);
  EXPECT_NE(print_diff(broken, false).find("5.3-8-1.b    new failure"), std::string::npos) << print_diff(broken, false);
}

TEST(Diffs, a_unit_that_could_only_be_decided_once_is_neither_better_nor_worse) {
  Declared answered = run(true);
  answered.fact(kReview, "5.3-8-1.a", values({{"verdict", "pass"}, {"rationale", "the dates of the last releases"}}));
  const Diff diff = diff_of(run(true), answered);
  EXPECT_EQ(diff.count(Change::coverage), 1U);
  EXPECT_EQ(diff.count(Change::fixed), 0U);
}

}  // namespace
}  // namespace cardea::assess
