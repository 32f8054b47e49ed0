// SPDX-License-Identifier: Apache-2.0
#include "assess/review/record.hpp"

#include <gtest/gtest.h>

#include "assess/judge/unit.hpp"
#include "assess/review/questions.hpp"
#include "assess/testing/declared.hpp"
#include "lib/base/time.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

// The evidence of a run that decides 5.2-2-1.b by itself and leaves 5.2-2-1.a to a person.
class Reviews : public ::testing::Test {
 protected:
  Reviews() {
    Declared declared;
    declared.answer("5.2-2", "Y")
        .answer("5.3-10", "N/A", false)
        .row("VulnTypes", "remote", values({{"action", "fixed \"soon\"\n# not"}}));
    declared.row("Conf", "Conf", values({{"vulnerability_actions", true}}));
    auto log = EvidenceLog::create(scratch_ / "evidence.log", clock_);
    for (const Fact& fact : declared.facts()) EXPECT_TRUE(log->record(fact.probe, fact.effect, fact.subject, fact.values).ok());
    run_head_ = log->run_head();
  }

  Review review(const std::string& unit, const std::string& verdict) const {
    return {run_head_, "tester", "laboratory", {{unit, verdict, "the procedure names owner and time", {}, {1}, {}}}};
  }
  Outcome<std::size_t> record(const Review& review) {
    auto log = EvidenceLog::go_on(scratch_ / "evidence.log", clock_);
    EXPECT_TRUE(log.ok());
    return record_review(review, scratch_.path(), *log, clock_);
  }
  std::vector<Fact> facts() const { return parse_evidence(*store::read_file(scratch_ / "evidence.log"))->facts; }
  Judgement judgement(std::string_view unit) const {
    const std::vector<Fact> all = facts();
    return judge(Facts(all), *find_unit(unit));
  }

  store::ScratchDirectory scratch_;
  FakeClock clock_;
  std::string run_head_;
};

TEST_F(Reviews, an_answer_stands_behind_the_evidence_with_who_when_and_what_was_read) {
  ASSERT_TRUE(store::write_file(scratch_ / "policy.txt", as_bytes(std::string_view("the policy"))).ok());
  Review one = review("5.2-2-1.a", "pass");
  one.answers[0].read = {"policy.txt"};
  const auto recorded = record(one);
  ASSERT_TRUE(recorded.ok()) << recorded.error().message;
  EXPECT_EQ(*recorded, 1U);
  const Fact last = facts().back();
  EXPECT_EQ(last.text("reviewer"), "tester");
  EXPECT_EQ(last.text("date"), to_date(clock_.wall_s()));
  EXPECT_EQ(*last.values.find("read")->if_array()->front().text("sha256"),
            to_hex(crypto::sha256(as_bytes(std::string_view("the policy")))));
  EXPECT_EQ(judgement("5.2-2-1.a").verdict, Verdict::pass);
}

TEST_F(Reviews, what_the_program_decided_is_not_a_persons_to_answer) {
  const auto refused = record(review("5.2-2-1.b", "fail"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Err::refused);
}

TEST_F(Reviews, a_unit_of_a_provision_that_does_not_apply_is_not_answered) {
  EXPECT_EQ(record(review("5.3-10-1.a", "pass")).error().code, Err::refused);
}

TEST_F(Reviews, answers_of_another_run_are_refused) {
  Review other = review("5.2-2-1.a", "pass");
  other.run = std::string(64, '1');
  EXPECT_EQ(record(other).error().code, Err::unauthentic);
}

TEST_F(Reviews, all_answers_are_taken_or_none) {
  const std::size_t before = facts().size();
  Review two = review("5.2-2-1.a", "pass");
  two.answers.push_back(two.answers[0]);
  two.answers[1].unit = "5.2-2-1.b";
  EXPECT_FALSE(record(two).ok());
  two.answers[1].unit = "5.2-3-1.a";
  two.answers[1].records = {99};
  EXPECT_EQ(record(two).error().code, Err::not_found);
  two.answers[1].records.clear();
  two.answers[1].read = {"nowhere.pdf"};
  EXPECT_EQ(record(two).error().code, Err::not_found);
  EXPECT_EQ(facts().size(), before);
}

TEST_F(Reviews, an_answer_that_would_not_hold_today_is_refused) {
  Review old = review("5.2-2-1.a", "pass");
  old.answers[0].expires_s = clock_.wall_s() - 1;
  EXPECT_EQ(record(old).error().code, Err::expired);
}

TEST_F(Reviews, a_person_may_think_again_and_a_second_file_of_the_same_run_is_taken) {
  ASSERT_TRUE(record(review("5.2-2-1.a", "pass")).ok());
  ASSERT_TRUE(record(review("5.2-2-1.a", "fail")).ok());
  EXPECT_EQ(judgement("5.2-2-1.a").verdict, Verdict::fail);
}

TEST_F(Reviews, the_questions_are_an_answers_file_and_nothing_of_the_target_gets_out_of_its_comment) {
  const std::vector<Fact> all = facts();
  for (const bool chinese : {false, true}) {
    std::string file = print_questions(Facts(all), run_head_, chinese);
    EXPECT_NE(file.find("5.2-2-1.a"), std::string::npos);
    EXPECT_EQ(file.find("unit = \"5.2-2-1.b\""), std::string::npos);
    EXPECT_EQ(file.find("unit = \"5.3-10-1.a\""), std::string::npos);
    file.replace(file.find("reviewer = \"\""), 13, "reviewer = \"me\"");
    file.replace(file.find("role = \"\""), 9, "role = \"it\"");
    const auto review = parse_review(as_bytes(file));
    ASSERT_TRUE(review.ok()) << review.error().message;
    EXPECT_TRUE(review->answers.empty());
    EXPECT_EQ(review->run, run_head_);
  }
}

TEST_F(Reviews, what_is_answered_is_asked_no_more) {
  ASSERT_TRUE(record(review("5.2-2-1.a", "pass")).ok());
  const std::vector<Fact> all = facts();
  EXPECT_EQ(print_questions(Facts(all), run_head_, false).find("unit = \"5.2-2-1.a\""), std::string::npos);
}

}  // namespace
}  // namespace cardea::assess
