// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/unit.hpp"
#include "assess/standard/standard.hpp"
#include "assess/testing/expect.hpp"

namespace cardea::assess {
namespace {

using testing::Faults;
using testing::TwinDevice;

// A twin that is erased, looked at and set up again.
class Visited {
 public:
  explicit Visited(const Faults& faults = {}, const char* door_is_on_in = R"("factory_default","initialized")")
      : address_(testing::own_address()),
        device_(faults, {}, address_),
        bench_(device_.port(), address_, door_is_on_in) {
    bench_.driver.target.dedicated = true;
    bench_.driver.calls["SoftServ-Setup"] = {"", R"({"label":"no label says so"})", false};
    bench_.declare("ics", "5.5-5", R"({"support":"Y","applies":true})");
    bench_.declare("SoftServ", "SoftServ-Setup",
                   R"({"interface":"Intf-LocalHttps","status":["factory_default"],"method":"POST","path":"/api/setup",
                   "role":"factory","changes":true,"allows_configuration":true,"authentication_mechanism":["AuthMech-Label"]})");
    bench_.driver.states["factory_default"] = acts();
  }

  static StateActs acts() {
    StateActs acts;
    acts.shown = {{}, "GET", "/api/state"};
    acts.at = "/state";
    acts.is = "factory_default";
    acts.reach = {{}, "POST", testing::kStatePath, "factory_default", true};
    acts.again = {{}, "POST", "/api/setup", R"({"label":"{pre_installed}"})"};
    acts.settle_ms = 300;
    return acts;
  }

  StateActs& described() { return bench_.driver.states["factory_default"]; }
  TwinBench& bench() { return bench_; }
  Facts facts() const { return Facts(bench_.list.facts()); }
  Judgement judged(std::string_view rule) const { return find_rule(rule)(facts().in_state("factory_default")); }
  const Fact* visit() const { return facts().one("states", "state factory_default"); }

 private:
  std::string address_;
  TwinDevice device_;
  TwinBench bench_;
};

std::string text_of(const Fact* visit) {
  return visit == nullptr ? std::string("none") : print_json(visit->values);
}

TEST(StatesProbe, erases_looks_and_sets_the_target_up_again) {
  Visited visited;
  visited.bench().run("states");
  EXPECT_EQ(
      text_of(visited.visit()),
      R"({"again":true,"again_status":200,"owner_gets_in":true,"reach":true,"reach_status":200,"reached":true,"stayed":true,"was_there":false})");
  expect(visited.judged("unentitled_cannot_configure"), Verdict::pass);
  EXPECT_EQ(visited.facts().states_visited(), std::vector<std::string>{"factory_default"});
}

TEST(StatesProbe, an_account_that_the_reset_should_have_ended_signs_in_nowhere) {
  Visited visited;
  visited.bench().run("states");
  const Fact* tried = visited.facts().in_state("factory_default").one("access", "sign in as admin");
  ASSERT_NE(tried, nullptr);
  EXPECT_FALSE(tried->flag("accepted"));
}

TEST(StatesProbe, functions_that_answer_before_set_up_and_are_declared_off_are_a_failure) {
  Faults faults;
  faults.open_before_set_up = true;
  Visited visited(faults);
  for (const char* probe : {"listeners", "access", "discovery", "methods", "states"}) visited.bench().run(probe);
  expect(visited.judged("no_undeclared_api"), Verdict::fail, "SoftServ-Status is declared off, and answers");
}

TEST(StatesProbe, an_owner_who_outlives_the_reset_reaches_what_is_declared_off) {
  Faults faults;
  faults.owner_outlives_reset = true;
  Visited visited(faults);
  for (const char* probe : {"listeners", "access", "discovery", "methods", "states"}) visited.bench().run(probe);
  expect(visited.judged("no_undeclared_api"), Verdict::fail, "as admin");
}

TEST(StatesProbe, a_door_that_is_declared_closed_before_set_up_and_is_open_is_a_failure) {
  Visited visited({}, R"("initialized")");
  for (const char* probe : {"listeners", "states"}) visited.bench().run(probe);
  expect(visited.judged("interfaces_as_declared"), Verdict::fail,
         "Intf-LocalHttps is declared closed in the factory default state and is open");
}

TEST(StatesProbe, a_door_that_is_declared_open_before_set_up_and_is_open_is_as_declared) {
  Visited visited;
  for (const char* probe : {"listeners", "states"}) visited.bench().run(probe);
  expect(visited.judged("interfaces_as_declared"), Verdict::pass);
}

TEST(StatesProbe, a_state_that_the_target_does_not_come_to_is_not_visited) {
  Visited visited;
  visited.described().reach = {{"true"}};
  visited.bench().run("states");
  EXPECT_EQ(text_of(visited.visit()), R"({"reach":true,"reach_status":0,"reached":false,"was_there":false})");
  EXPECT_TRUE(visited.facts().states_visited().empty());
  EXPECT_TRUE(visited.facts().of("access@factory_default").empty());
}

TEST(StatesProbe, a_state_in_which_the_target_is_already_needs_no_way_there) {
  Visited visited;
  visited.described().again = {};
  visited.bench().run("states");
  visited.described().reach = {};
  visited.bench().run("states");
  const std::vector<const Fact*> visits = visited.facts().of("states", "state ");
  EXPECT_EQ(text_of(visits.back()), R"({"reached":true,"stayed":true,"was_there":true})");
}

TEST(StatesProbe, says_that_the_target_left_the_state_while_it_was_looked_at) {
  Faults faults;
  faults.leaves_factory_default = true;
  Visited visited(faults);
  visited.bench().run("access");
  visited.bench().run("states");
  EXPECT_FALSE(visited.visit()->flag("stayed"));
  const Judgement judgement = judge_alone(visited.facts(), *find_unit("5.5-5-2.a"));
  EXPECT_NE(judgement.verdict, Verdict::pass);
  EXPECT_NE(explain(judgement).find("left the factory default state"), std::string::npos) << explain(judgement);
}

TEST(StatesProbe, a_driver_that_describes_no_other_state_has_visited_none) {
  Visited visited;
  visited.bench().driver.states.clear();
  visited.bench().run("states");
  EXPECT_EQ(visited.facts().state_of("states"), ProbeState::not_described);
  EXPECT_TRUE(visited.facts().states_visited().empty());
}

// Worse always wins, and what is about the initialized state alone is judged there alone.
TEST(StatesProbe, a_unit_is_judged_in_each_state_that_was_visited) {
  Faults faults;
  faults.open_before_set_up = true;
  Visited visited(faults);
  for (const char* probe : {"listeners", "access", "tls", "discovery", "methods", "states"}) visited.bench().run(probe);
  EXPECT_EQ(judge_alone(visited.facts(), *find_unit("5.13-1-2.c")).verdict, Verdict::fail);
  EXPECT_EQ(judge_alone(visited.facts(), *find_unit("5.5-4-2.a")).verdict, Verdict::pass);
}

TEST(StatesProbe, no_value_of_a_secret_is_written_down) {
  Visited visited;
  visited.bench().run("states");
  for (const Fact& fact : visited.bench().list.facts()) {
    const std::string text = fact.subject + print_json(fact.values);
    EXPECT_EQ(text.find(testing::kLabelPassword), std::string::npos) << text;
    EXPECT_EQ(text.find(testing::kOwnerPassword), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace cardea::assess
