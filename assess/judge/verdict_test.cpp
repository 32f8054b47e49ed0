// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/verdict.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "assess/judge/facts.hpp"

namespace cardea::assess {
namespace {

constexpr int kTrees = 5000;

Verdict any_verdict(std::mt19937& random) {
  return static_cast<Verdict>(random() % 6);
}

// A tree of verdicts as units, cases and provisions make one: its leaves, and what it rolls up to.
struct Tree {
  std::vector<Verdict> leaves;
  Verdict whole = Verdict::inconclusive;
};

Tree random_tree(std::mt19937& random, int depth) {
  Tree tree;
  const std::size_t children = random() % 4;
  if (depth == 0 || children == 0) {
    tree.leaves = {any_verdict(random)};
    tree.whole = tree.leaves.front();
    return tree;
  }
  std::vector<Verdict> parts;
  for (std::size_t i = 0; i < children; ++i) {
    const Tree child = random_tree(random, depth - 1);
    tree.leaves.insert(tree.leaves.end(), child.leaves.begin(), child.leaves.end());
    parts.push_back(child.whole);
  }
  tree.whole = roll_up(parts);
  return tree;
}

bool has(const Tree& tree, Verdict verdict) {
  return std::find(tree.leaves.begin(), tree.leaves.end(), verdict) != tree.leaves.end();
}

class VerdictTrees : public testing::Test {
 protected:
  template <class Property>
  void for_all_trees(Property property) {
    for (unsigned seed = 0; seed < kTrees; ++seed) {
      std::mt19937 random(seed);
      const Tree tree = random_tree(random, 4);
      ASSERT_TRUE(property(tree)) << "seed " << seed;
    }
  }
};

TEST_F(VerdictTrees, a_fail_anywhere_is_a_fail_of_the_whole) {
  for_all_trees([](const Tree& tree) { return has(tree, Verdict::fail) == (tree.whole == Verdict::fail); });
}

TEST_F(VerdictTrees, an_error_or_inconclusive_leaf_never_ends_in_a_pass) {
  for_all_trees([](const Tree& tree) {
    const bool doubtful = has(tree, Verdict::error) || has(tree, Verdict::inconclusive) || has(tree, Verdict::pending_human);
    return !doubtful || (tree.whole != Verdict::pass && tree.whole != Verdict::not_applicable);
  });
}

TEST_F(VerdictTrees, what_waits_for_a_person_is_never_hidden_by_what_passed) {
  for_all_trees([](const Tree& tree) { return !has(tree, Verdict::pending_human) || tree.whole >= Verdict::pending_human; });
}

TEST_F(VerdictTrees, a_pass_needs_a_pass_and_nothing_worse) {
  for_all_trees([](const Tree& tree) {
    if (tree.whole != Verdict::pass) return true;
    const bool clean = std::all_of(tree.leaves.begin(), tree.leaves.end(),
                                   [](Verdict v) { return v == Verdict::pass || v == Verdict::not_applicable; });
    return clean && has(tree, Verdict::pass);
  });
}

TEST_F(VerdictTrees, making_one_leaf_worse_never_makes_the_whole_better) {
  for (unsigned seed = 0; seed < kTrees; ++seed) {
    std::mt19937 random(seed);
    std::vector<Verdict> leaves(1 + random() % 8);
    std::generate(leaves.begin(), leaves.end(), [&] { return any_verdict(random); });
    const Verdict before = roll_up(leaves);
    Verdict& leaf = leaves[random() % leaves.size()];
    leaf = worse(leaf, any_verdict(random));
    ASSERT_GE(roll_up(leaves), before) << "seed " << seed;
  }
}

TEST_F(VerdictTrees, order_does_not_matter) {
  for (unsigned seed = 0; seed < kTrees; ++seed) {
    std::mt19937 random(seed);
    std::vector<Verdict> leaves(1 + random() % 8);
    std::generate(leaves.begin(), leaves.end(), [&] { return any_verdict(random); });
    const Verdict before = roll_up(leaves);
    std::shuffle(leaves.begin(), leaves.end(), random);
    ASSERT_EQ(roll_up(leaves), before) << "seed " << seed;
  }
}

TEST(Verdicts, nothing_at_all_is_inconclusive) {
  EXPECT_EQ(roll_up({}), Verdict::inconclusive);
}

TEST(Bills, an_empty_bill_is_inconclusive_for_want_of_data) {
  const Judgement judgement = Bill().total();
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(judgement.code, Code::no_data);
}

TEST(Bills, a_probe_that_did_not_run_is_no_pass) {
  const Facts facts({});
  Bill bill;
  EXPECT_FALSE(bill.needs(facts, "listeners"));
  EXPECT_EQ(bill.total().verdict, Verdict::inconclusive);
  EXPECT_EQ(bill.total().code, Code::not_run);
}

TEST(Bills, a_probe_that_broke_is_an_error) {
  FactList list;
  Value values;
  values.set("done", false);
  values.set("described", true);
  ASSERT_TRUE(list.record("tls", Effect::reads, "probe", values).ok());
  Bill bill;
  EXPECT_FALSE(bill.needs(Facts(list.facts()), "tls"));
  EXPECT_EQ(bill.total().verdict, Verdict::error);
}

TEST(Bills, the_code_is_that_of_an_inconclusive_total_only) {
  FactList list;
  ASSERT_TRUE(list.record("tls", Effect::reads, "versions", {}).ok());
  Bill bill;
  bill.unsure(Code::unreachable, "away");
  bill.fails(list.facts().front(), "bad");
  EXPECT_EQ(bill.total().verdict, Verdict::fail);
  EXPECT_EQ(bill.total().code, Code::none);
  EXPECT_EQ(bill.total().findings.size(), 2U);
}

}  // namespace
}  // namespace cardea::assess
