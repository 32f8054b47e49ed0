// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/outage.hpp"

#include "assess/testing/expect.hpp"

namespace cardea::assess {
namespace {

using testing::declare_outage;
using testing::of_power;
using testing::Outage;

class Outages : public ::testing::Test {
 protected:
  void take_away(const Outage& outage, const std::string& type) {
    declare_outage(bench_, outage, type);
    bench_.run("outage");
  }
  Judgement judged(std::string_view rule) { return find_rule(rule)(Facts(bench_.list.facts())); }
  const Fact& seen() { return *Facts(bench_.list.facts()).one("outage", "outage ResMech-One"); }

  TwinBench bench_{1};
};

TEST_F(Outages, of_network_that_nobody_notices_pass) {
  take_away({}, "network");
  expect(judged("comes_back_to_network"), Verdict::pass, "back after");
  expect(judged("works_without_network"), Verdict::pass);
  EXPECT_EQ(seen().effect, Effect::changes);
  EXPECT_GE(seen().number("looks_during"), 2);
}

TEST_F(Outages, of_network_that_stop_the_local_function_fail) {
  take_away(of_power(), "network");
  expect(judged("comes_back_to_network"), Verdict::pass);
  expect(judged("works_without_network"), Verdict::fail, "without network it failed");
}

TEST_F(Outages, that_the_target_does_not_come_back_from_fail) {
  take_away({.cut = "rm state/setting"}, "power");
  expect(judged("comes_back_to_power"), Verdict::fail, "does not come back");
  expect(judged("comes_back_as_before"), Verdict::fail, "does not come back");
}

TEST_F(Outages, of_power_that_bring_the_target_back_as_it_was_pass) {
  take_away(of_power(), "power");
  expect(judged("comes_back_to_power"), Verdict::pass);
  expect(judged("comes_back_as_before"), Verdict::pass);
}

TEST_F(Outages, of_power_that_change_what_is_shown_are_left_to_a_person) {
  take_away({.cut = "rm state/setting", .mend = "echo cold >state/setting"}, "power");
  expect(judged("comes_back_as_before"), Verdict::pending_human, "something else than before");
}

TEST_F(Outages, of_power_that_show_nothing_to_compare_are_left_to_a_person) {
  take_away({.cut = "mv state/setting away", .mend = "mv away state/setting", .works = "test -e state/setting"}, "power");
  expect(judged("comes_back_to_power"), Verdict::pass);
  expect(judged("comes_back_as_before"), Verdict::pending_human, "nothing to compare");
}

TEST_F(Outages, of_power_during_which_it_worked_were_none) {
  take_away({}, "power");
  expect(judged("comes_back_to_power"), Verdict::inconclusive, "had power");
  expect(judged("comes_back_as_before"), Verdict::inconclusive, "had power");
}

TEST_F(Outages, that_the_driver_could_not_bring_about_prove_nothing) {
  take_away({.cut = "exit 1"}, "network");
  expect(judged("comes_back_to_network"), Verdict::inconclusive, "could not cut");
}

TEST_F(Outages, of_what_never_worked_prove_nothing) {
  take_away({.works = "false"}, "network");
  expect(judged("works_without_network"), Verdict::inconclusive, "did not work before");
}

TEST_F(Outages, are_mended_even_when_the_cut_went_wrong) {
  take_away({.cut = "exit 1", .mend = "touch mended"}, "network");
  EXPECT_TRUE(store::file_exists(bench_.scratch / "mended"));
}

TEST_F(Outages, are_asked_of_each_declared_measure) {
  bench_.declare("ResMech", "ResMech-Two", R"({"type":["network","power"]})");
  take_away({}, "network");
  expect(judged("comes_back_to_network"), Verdict::inconclusive, "ResMech-Two");
  expect(judged("comes_back_to_power"), Verdict::inconclusive, "ResMech-Two");
}

}  // namespace
}  // namespace cardea::assess
