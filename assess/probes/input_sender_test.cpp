// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/input_sender.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

InputAnswer saying(const std::string& body, const std::string& head = {}, bool is_page = false) {
  InputAnswer answer;
  answer.answered = true;
  answer.status = 400;
  answer.head = head;
  answer.body = body;
  answer.is_page = is_page;
  return answer;
}

TEST(InputAnswers, that_give_something_away_are_told_apart) {
  EXPECT_EQ(symptom_of(saying("Traceback (most recent call last):\n  File")), "trace");
  EXPECT_EQ(symptom_of(saying("java.lang.NullPointerException")), "trace");
  EXPECT_EQ(symptom_of(saying("no\n\tat Main.main(Main.java:7)\n")), "trace");
  EXPECT_EQ(symptom_of(saying("no\n    at run (/srv/api.js:12:5)\r\n")), "trace");
  EXPECT_EQ(symptom_of(saying("no\n    at /srv/api.js:12:5")), "trace");
  EXPECT_EQ(symptom_of(saying("root:x:0:0:root:/root:/bin/bash\n")), "leak");
  EXPECT_EQ(symptom_of(saying("no k286727k here")), "evaluated");
  EXPECT_EQ(symptom_of(saying("", "location: /\nx-kmark: k\n")), "split");
  EXPECT_EQ(symptom_of(saying("no <b id=kmark>", "", true)), "unescaped");
}

TEST(InputAnswers, that_refuse_or_repeat_what_was_sent_give_nothing_away) {
  EXPECT_EQ(symptom_of(saying("")), "");
  EXPECT_EQ(symptom_of(saying("closed\n    at the moment (until 12:30)\n    at night: 8")), "");
  EXPECT_EQ(symptom_of(saying(R"({"error":"no k{{40961*7}}k"})")), "");
  EXPECT_EQ(symptom_of(saying("no <b id=kmark>")), "");
  EXPECT_EQ(symptom_of(saying("no &lt;b id=kmark&gt;", "", true)), "");
  EXPECT_EQ(symptom_of(saying("", "location: /%0d%0ax-kmark:%20k\n")), "");
}

TEST(InputAnswers, of_a_function_were_looked_at_only_beyond_who_asks_and_where) {
  const InputGroup function{"f", "api", Way::function};
  for (const int status : {401, 403, 404, 405, 409, 429, 503, 302, 0}) {
    InputAnswer answer = saying("");
    answer.status = status;
    EXPECT_FALSE(was_looked_at(function, answer)) << status;
  }
  for (const int status : {200, 400, 415, 422, 500}) {
    InputAnswer answer = saying("");
    answer.status = status;
    EXPECT_TRUE(was_looked_at(function, answer)) << status;
  }
}

TEST(InputAnswers, at_the_door_were_looked_at_when_there_are_words) {
  const InputGroup door{"d", "network", Way::stream};
  EXPECT_TRUE(was_looked_at(door, saying("")));
  EXPECT_FALSE(was_looked_at(door, InputAnswer{}));
}

}  // namespace
}  // namespace cardea::assess
