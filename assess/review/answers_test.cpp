// SPDX-License-Identifier: Apache-2.0
#include "assess/review/answers.hpp"

#include <gtest/gtest.h>

#include "lib/base/time.hpp"

namespace cardea::assess {
namespace {

const std::string kHead = "run = \"00ff\"\nreviewer = \"tester\"\nrole = \"laboratory\"\n";

Outcome<Review> parse(const std::string& answers) {
  return parse_review(as_bytes(kHead + answers));
}

std::string refusal(const std::string& answers) {
  const auto review = parse(answers);
  return review ? "" : review.error().message;
}

std::string answer_with(const std::string& lines) {
  return "[[answer]]\nunit = \"5.2-2-1.a\"\nverdict = \"pass\"\nrationale = \"the procedure names owner and time\"\nrecords = "
         "[3]\n" +
         lines;
}

TEST(AnswersFile, says_who_answered_what_and_why) {
  const auto review = parse(answer_with("read = [\"policy.pdf\"]\nexpires = 2027-06-30\n"));
  ASSERT_TRUE(review.ok()) << review.error().message;
  EXPECT_EQ(review->run, "00ff");
  EXPECT_EQ(review->reviewer, "tester");
  ASSERT_EQ(review->answers.size(), 1U);
  EXPECT_EQ(review->answers[0].read, std::vector<std::string>{"policy.pdf"});
  EXPECT_EQ(review->answers[0].records, std::vector<std::int64_t>{3});
  EXPECT_EQ(review->answers[0].expires_s, *parse_date("2027-06-30"));
}

TEST(AnswersFile, an_answer_that_is_left_open_is_none) {
  const auto review = parse("[[answer]]\nunit = \"5.2-2-1.a\"\nverdict = \"\"\nrationale = \"\"\nread = []\nrecords = []\n");
  ASSERT_TRUE(review.ok()) << review.error().message;
  EXPECT_TRUE(review->answers.empty());
}

TEST(AnswersFile, a_verdict_needs_a_reason_and_something_that_was_looked_at) {
  EXPECT_NE(
      refusal("[[answer]]\nunit = \"5.2-2-1.a\"\nverdict = \"pass\"\nrationale = \"ok\"\nrecords = [1]\n").find("rationale"),
      std::string::npos);
  EXPECT_NE(refusal("[[answer]]\nunit = \"5.2-2-1.a\"\nverdict = \"pass\"\nrationale = \"as it should be\"\n").find("looked at"),
            std::string::npos);
}

TEST(AnswersFile, nothing_is_filled_in_for_the_person) {
  EXPECT_FALSE(parse_review(as_bytes(std::string("run = \"00ff\"\nreviewer = \"\"\nrole = \"x\"\n"))).ok());
  EXPECT_FALSE(parse_review(as_bytes(std::string("reviewer = \"tester\"\nrole = \"x\"\n"))).ok());
  EXPECT_NE(refusal("[[answer]]\nunit = \"5.2-2-1.a\"\nverdict = \"Y\"\nrationale = \"as it should be\"\nrecords = [1]\n"), "");
}

TEST(AnswersFile, unknown_units_unknown_keys_and_second_answers_are_refused_by_name) {
  EXPECT_NE(refusal("[[answer]]\nunit = \"5.99-1-1.a\"\n").find("5.99-1-1.a"), std::string::npos);
  EXPECT_NE(refusal(answer_with("verdikt = \"fail\"\n")).find("verdikt"), std::string::npos);
  EXPECT_NE(refusal(answer_with("") + answer_with("")).find("second time"), std::string::npos);
  EXPECT_NE(refusal(answer_with("expires = \"soon\"\n")).find("expires"), std::string::npos);
}

TEST(AnswersFile, what_is_no_toml_names_its_line) {
  EXPECT_NE(refusal("[[answer\n").find("line 4"), std::string::npos) << refusal("[[answer\n");
}

}  // namespace
}  // namespace cardea::assess
