// SPDX-License-Identifier: Apache-2.0
// Each of the 13 conditions both ways: a declaration that makes it hold, and one that does not.
#include "product/conditions.hpp"

#include "product/testing.hpp"

namespace cardea::product {
namespace {

struct Case {
  std::uint8_t number;
  const char* holds;
  const char* holds_not;
  const char* why;
};

const Case kCases[] = {
    {1, "[[AuthMech]]\nid='AuthMech-1'\nauthentication_factor='pin'\n",
     "[[AuthMech]]\nid='AuthMech-1'\nauthentication_factor='certificate'\n", "AuthMech-1 is a password"},
    {2, "[[AuthMech]]\nid='AuthMech-1'\nauthentication_factor='password'\npassword_origin='pre_installed_common'\n",
     "[[AuthMech]]\nid='AuthMech-1'\nauthentication_factor='password'\npassword_origin='user_set'\n",
     "AuthMech-1 is a pre-installed password"},
    {3, "[[SoftComp]]\nid='SoftComp-1'\nupdate_mechanism=[]\n", "[[SoftComp]]\nid='SoftComp-1'\nupdate_mechanism=['UpdMech-1']\n",
     "SoftComp-1 has no update mechanism"},
    {4, "[product]\nconstrained=true\n", "[product]\nconstrained=false\n", "[product] says constrained = true"},
    {5, "[product]\nconstrained=false\n", "[product]\nconstrained=true\n", "[product] says constrained = false"},
    {6, "[[TelData]]\nid='TelData-1'\n", "", "TelData-1 is telemetry"},
    {7, "[[PersData]]\nid='PersData-1'\nbasis='consent'\n", "[[PersData]]\nid='PersData-1'\nbasis='contract'\n",
     "PersData-1 is processed on the basis of consent"},
    {8, "[[AuthMech]]\nid='AuthMech-1'\nsubject='user'\n", "[[AuthMech]]\nid='AuthMech-1'\nsubject='machine'\n",
     "AuthMech-1 authenticates users"},
    {9, "[[UpdMech]]\nid='UpdMech-1'\ninitiation=['manual']\nuser_notification='a light'\n",
     "[[UpdMech]]\nid='UpdMech-1'\ninitiation=['manual']\n", "UpdMech-1 is automatic or notifies"},
    {10, "[[SecParam]]\nid='SecParam-1'\nhard_coded_identity=true\n",
     "[[SecParam]]\nid='SecParam-1'\nhard_coded_identity=false\n", "SecParam-1 is a hard-coded identity"},
    {11, "[[UpdMech]]\nid='UpdMech-1'\ndelivery=['cable','network']\n", "[[UpdMech]]\nid='UpdMech-1'\ndelivery=['cable']\n",
     "UpdMech-1 delivers by network"},
    {12, "[[UpdMech]]\nid='UpdMech-1'\n", "", "UpdMech-1 is an update mechanism"},
    {13, "[[Intf]]\nid='Intf-1'\ndebug_interface=true\nphysically_accessible=true\n",
     "[[Intf]]\nid='Intf-1'\ndebug_interface=true\nphysically_accessible=false\n", "Intf-1 is a debug interface within reach"},
};

class ConditionOfTableB1 : public testing::TestWithParam<Case> {};

TEST_P(ConditionOfTableB1, holds_when_a_row_makes_it_hold) {
  const Lint lint = testing_only::lint_of(GetParam().holds);
  const ConditionFact fact = condition_fact(GetParam().number, *lint.declaration);
  EXPECT_TRUE(fact.holds);
  EXPECT_EQ(fact.why, GetParam().why);
  EXPECT_GT(fact.place.at.line, 0U);
}

TEST_P(ConditionOfTableB1, does_not_hold_otherwise_and_says_where_it_looked) {
  const Lint lint = testing_only::lint_of(GetParam().holds_not);
  const ConditionFact fact = condition_fact(GetParam().number, *lint.declaration);
  EXPECT_FALSE(fact.holds);
  EXPECT_FALSE(fact.why.empty());
}

// The provisions of the condition follow it: N/A is contradicted when all of them hold, and accepted when one does not.
TEST_P(ConditionOfTableB1, decides_whether_its_provisions_apply) {
  const Lint with = testing_only::lint_of(GetParam().holds);
  const Lint without = testing_only::lint_of(GetParam().holds_not);
  std::size_t met = 0;
  for (const Provision& provision : provisions()) {
    const bool only_this = provision.conditions.size() == 1 && *provision.conditions.begin() == GetParam().number;
    const bool among =
        std::find(provision.conditions.begin(), provision.conditions.end(), GetParam().number) != provision.conditions.end();
    if (!among) continue;
    ++met;
    EXPECT_FALSE(applicability_of(provision, *without.declaration).applies) << provision.id;
    EXPECT_TRUE(!only_this || applicability_of(provision, *with.declaration).applies) << provision.id;
  }
  EXPECT_GT(met, 0U);
}

INSTANTIATE_TEST_SUITE_P(Each, ConditionOfTableB1, testing::ValuesIn(kCases),
                         [](const auto& instance) { return "number_" + std::to_string(instance.param.number); });

TEST(Applicability, of_an_unconditional_row_is_always_given) {
  const Lint empty = testing_only::lint_of("");
  EXPECT_TRUE(applicability_of(*find_provision("5.5-1"), *empty.declaration).applies);
}

}  // namespace
}  // namespace cardea::product
