// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/expect.hpp"
#include "assess/testing/twin_broker.hpp"
#include "assess/testing/twin_datagrams.hpp"
#include "assess/testing/twin_intake.hpp"

namespace cardea::assess {
namespace {

using testing::IntakeFaults;
using testing::TwinIntake;
using testing::TwinWorker;

constexpr const char* kRule = "malformed_input_is_refused";

class MalformedInput : public ::testing::Test {
 protected:
  TwinBench& bench(std::uint16_t port) {
    bench_.emplace(port);
    testing::declare_intake(*bench_);
    bench_->pids = {::getpid()};
    return *bench_;
  }
  Judgement judged() { return bench_->judge("inputs", kRule); }
  Facts facts() const { return Facts(bench_->list.facts()); }
  const Fact& all() const { return *facts().one("inputs", "all inputs"); }

  std::optional<TwinBench> bench_;
};

TEST_F(MalformedInput, that_is_refused_passes) {
  const TwinIntake twin({});
  bench(twin.port());
  expect(judged(), Verdict::pass);
  EXPECT_EQ(all().effect, Effect::changes);
  EXPECT_EQ(all().number("sent"), 60);
  EXPECT_TRUE(all().flag("came_to_the_end"));
  EXPECT_TRUE(facts().of("inputs", "fault ").empty());
}

struct OneFault {
  bool IntakeFaults::* fault;
  const char* finding;
};

TEST_F(MalformedInput, that_is_processed_fails) {
  for (const OneFault& one : {OneFault{&IntakeFaults::changes_when_refusing, "is refused, and changes its state"},
                              {&IntakeFaults::keeps_anything, "has no meaning, and is kept"},
                              {&IntakeFaults::shows_traces, "inner state to light"},
                              {&IntakeFaults::hands_out_files, "paths, upwards: brings a file to light"},
                              {&IntakeFaults::splits_heads, "puts a header into the answer"},
                              {&IntakeFaults::escapes_nothing, "stands in a page as it was sent"},
                              {&IntakeFaults::calculates, "is carried out"}}) {
    IntakeFaults faults;
    faults.*one.fault = true;
    const TwinIntake twin(faults);
    bench(twin.port()).driver.inputs.count_max = 90;
    expect(judged(), Verdict::fail, one.finding);
  }
}

TEST_F(MalformedInput, that_is_taken_and_not_kept_is_left_to_a_person) {
  const TwinIntake twin({.takes_anything = true});
  bench(twin.port());
  expect(judged(), Verdict::pending_human, "is taken, though nothing can be meant by it");
}

TEST_F(MalformedInput, that_is_answered_by_an_error_is_left_to_a_person) {
  const TwinIntake twin({.errs = true});
  bench(twin.port());
  expect(judged(), Verdict::pending_human, "an error of the target's own");
}

TEST_F(MalformedInput, that_leaves_the_target_hanging_fails_and_it_is_revived_for_the_probes_that_follow) {
  const TwinIntake twin({.hangs = true});
  InputActs& acts = bench(twin.port()).driver.inputs;
  acts.answer_ms = 300;
  acts.settle_ms = 400;
  acts.revive = {"touch", twin.revival()};
  acts.count_max = 80;
  expect(judged(), Verdict::fail, "a list without an end: leaves the target without an answer");
  EXPECT_GE(all().number("revived"), 1);
  EXPECT_TRUE(all().flag("came_to_the_end"));
}

TEST_F(MalformedInput, that_nobody_revives_the_target_from_ends_the_probe) {
  const TwinIntake twin({.hangs = true});
  InputActs& acts = bench(twin.port()).driver.inputs;
  acts.answer_ms = 300;
  acts.settle_ms = 400;
  acts.count_max = 80;
  expect(judged(), Verdict::fail, "bodies for SoftServ-WriteSettings: leaves the target without an answer");
  expect(judged(), Verdict::fail, "the target did not come back");
}

TEST_F(MalformedInput, that_ends_a_process_is_found_though_another_takes_its_place) {
  const TwinWorker twin("x-header : value");
  Driver& driver = bench(twin.port()).driver;
  driver.target.tls = false;
  driver.sign_in = {};
  driver.accounts.clear();
  driver.inputs.show = {{}, "GET", "/", {}};
  driver.processes.command = {"echo", std::to_string(twin.pid())};
  driver.processes.with_children = true;
  expect(judged(), Verdict::fail, "heads, a blank before the colon: ends a process");
}

TEST_F(MalformedInput, that_reaches_no_declared_validation_is_left_to_a_person) {
  const TwinIntake twin({});
  bench(twin.port()).declare("InpVal", "InpVal-Inside", R"({"source":["api"]})");
  expect(judged(), Verdict::pending_human, "InpVal-Inside: no input at the door reaches it");
}

TEST_F(MalformedInput, proves_nothing_where_no_state_is_shown) {
  const TwinIntake twin({});
  bench(twin.port()).driver.inputs.show = {};
  expect(judged(), Verdict::inconclusive, "shows no state");
}

TEST_F(MalformedInput, proves_nothing_where_the_state_changes_by_itself) {
  const TwinIntake twin({});
  bench(twin.port()).driver.inputs.show = {{"date", "+%N"}, {}, {}, {}};
  expect(judged(), Verdict::inconclusive, "shows no state");
}

// Slow enough to be the same at two looks in a row.
TEST_F(MalformedInput, is_not_blamed_for_a_clock) {
  const TwinIntake twin({});
  bench(twin.port()).driver.inputs.show = {{"date", "+%s"}, {}, {}, {}};
  expect(judged(), Verdict::inconclusive, "shows no state");
  EXPECT_TRUE(facts().of("inputs", "fault ").empty());
}

TEST_F(MalformedInput, is_not_blamed_for_what_the_page_says_by_itself) {
  const TwinIntake twin({.speaks_of_traces = true});
  bench(twin.port());
  expect(judged(), Verdict::pass);
}

TEST_F(MalformedInput, for_a_function_that_the_sender_may_not_call_is_left_to_a_person) {
  const TwinIntake twin({});
  bench(twin.port()).driver.calls["SoftServ-WriteSettings"].safe = false;
  expect(judged(), Verdict::pending_human, "SoftServ-WriteSettings: nobody looked at its input");
}

TEST_F(MalformedInput, is_left_to_a_person_where_no_process_is_watched) {
  const TwinIntake twin({});
  bench(twin.port()).pids.clear();
  expect(judged(), Verdict::pending_human, "processes were not watched");
}

TEST_F(MalformedInput, proves_nothing_where_it_is_turned_away_before_anybody_looks_at_it) {
  const TwinIntake twin({});
  TwinBench& only_settings = bench(twin.port());
  only_settings.driver.calls["SoftServ-WriteSettings"].safe = false;
  only_settings.driver.sign_in.path = "/another";
  FactList list;
  for (const Fact& fact : only_settings.list.facts()) {
    if (fact.text("id") != "SoftServ-SignIn") {
      ASSERT_TRUE(list.record(fact.probe, fact.effect, fact.subject, fact.values).ok());
    }
  }
  only_settings.list = std::move(list);
  only_settings.driver.inputs.show = {{"true"}, {}, {}, {}};
  expect(judged(), Verdict::inconclusive, "no input by api was looked at");
}

TEST_F(MalformedInput, proves_nothing_where_nobody_answers_before) {
  bench(1);
  expect(judged(), Verdict::inconclusive, "did not answer before");
}

TEST_F(MalformedInput, is_the_same_in_every_run) {
  const TwinIntake twin({});
  std::vector<std::string> digests;
  for (int i = 0; i < 2; ++i) {
    bench(twin.port()).driver.target.host = "twin";
    bench_->run("inputs");
    std::string all_digests;
    for (const Fact* group : facts().of("inputs", "group ")) all_digests += group->text("sha256");
    digests.push_back(all_digests);
  }
  EXPECT_FALSE(digests[0].empty());
  EXPECT_EQ(digests[0], digests[1]);
}

TEST_F(MalformedInput, is_no_attempt_to_sign_in_and_shows_no_password) {
  const TwinIntake twin({});
  bench(twin.port()).driver.inputs.count_max = 150;
  bench_->run("inputs");
  EXPECT_EQ(twin.attempts(), 1);  // ours
  for (const Fact& fact : bench_->list.facts())
    EXPECT_EQ(print_json(fact.values).find(testing::kOwnerPassword), std::string::npos);
}

TEST_F(MalformedInput, reaches_a_broker_in_its_own_language) {
  const testing::TwinBroker broker({});
  Driver& driver = bench(broker.port()).driver;
  driver.target.speaks = Speaks::mqtt;
  driver.target.tls = false;
  driver.sign_in = {};
  driver.sign_in.kind = SignInKind::mqtt;
  driver.inputs.show = {{"true"}, {}, {}, {}};
  bench_->run("inputs");
  const Fact* group = facts().one("inputs", "group CONNECT");
  ASSERT_NE(group, nullptr);
  EXPECT_GT(group->number("answered"), 0);
  EXPECT_TRUE(all().flag("came_to_the_end"));
}

Buffer coap_bad_request(Bytes request) {
  return {0x60, 0x80, request.size() > 2 ? request[2] : std::uint8_t{0}, request.size() > 3 ? request[3] : std::uint8_t{0}};
}

Buffer coap_answer(Bytes request) {
  Buffer out{static_cast<std::uint8_t>(0x60U | (request[0] & 0x0FU)), 0x45, request[2], request[3]};
  out.insert(out.end(), request.begin() + 4, request.begin() + 4 + (request[0] & 0x0F));
  return out;
}

TEST_F(MalformedInput, in_datagrams_is_refused_or_leaves_a_port_that_does_not_answer_any_more) {
  for (const bool falls : {false, true}) {
    std::atomic<bool> gone = false;
    testing::TwinDatagrams twin("127.0.0.1", [&](Bytes request) {
      if (falls && request.size() > 4 && (request[0] & 0x0F) > 8) gone = true;
      if (gone) return Buffer{};
      return request.size() > 7 && (request[0] & 0xC0) == 0x40 && (request[0] & 0x0F) == 4 ? coap_answer(request)
                                                                                           : coap_bad_request(request);
    });
    Driver& driver = bench(twin.port()).driver;
    driver.target.speaks = Speaks::coap;
    driver.target.tls = false;
    driver.sign_in = {};
    driver.accounts.clear();
    driver.inputs.show = {{"true"}, {}, {}, {}};
    driver.inputs.settle_ms = 300;
    driver.inputs.count_max = 40;
    const Judgement judgement = judged();
    if (falls) expect(judgement, Verdict::fail, "leaves the target without an answer");
    if (!falls) {
      EXPECT_TRUE(facts().of("inputs", "fault ").empty()) << explain(judgement);
    }
  }
}

// Of what no twin does twice.
class RecordedInput : public MalformedInput {
 protected:
  Judgement judged(const char* all, const char* fault = nullptr) {
    bench(1);
    if (fault != nullptr) record("fault 1", fault);
    record("group heads", R"({"source":"network","looked_at":3})");
    record("group bodies", R"({"source":"api","looked_at":3})");
    record("all inputs", all);
    record("probe", R"({"done":true})");
    return find_rule(kRule)(facts());
  }

 private:
  void record(const char* subject, const char* json) {
    ASSERT_TRUE(bench_->list.record("inputs", Effect::changes, subject, *parse_json(as_bytes(json))).ok());
  }
};

constexpr const char* kAllSent = R"({"answered_before":true,"came_to_the_end":true,"shows_state":true,"processes_watched":1,
                                     "planned":6,"sent":6,"reaches":["InpVal-Api"]})";

TEST_F(RecordedInput, that_was_refused_passes) {
  expect(judged(kAllSent), Verdict::pass);
}

TEST_F(RecordedInput, after_which_something_happened_once_is_left_to_a_person) {
  expect(judged(kAllSent, R"({"kind":"ended","group":"heads","confirmed":false,"came_back":true})"), Verdict::pending_human,
         "once, and no single input does it again");
}

TEST_F(RecordedInput, after_which_the_target_stayed_away_fails_without_a_single_culprit) {
  expect(judged(kAllSent, R"({"kind":"hangs","group":"heads","confirmed":false,"came_back":false})"), Verdict::fail,
         "heads: leaves the target without an answer");
}

TEST_F(RecordedInput, of_which_not_all_was_sent_proves_nothing) {
  expect(judged(R"({"answered_before":true,"came_to_the_end":true,"shows_state":true,"processes_watched":1,
                    "planned":6,"sent":5,"reaches":["InpVal-Api"]})"),
         Verdict::inconclusive, "left input without an answer: 5 of 6 inputs were sent");
}

}  // namespace
}  // namespace cardea::assess
