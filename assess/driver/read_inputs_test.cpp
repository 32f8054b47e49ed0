// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_inputs.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Outcome<Driver> with(const std::string& inputs) {
  return parse_driver(as_bytes(R"({"target": {"address": "127.0.0.1"}, "inputs": )" + inputs + "}"));
}

TEST(DriverInputs, say_what_they_reach_what_shows_the_state_and_how_many_they_are) {
  const auto driver = with(R"({"reaches": ["InpVal-Api"], "show": {"method": "GET", "path": "/s"}, "revive": ["r"],
                               "count_max": 50, "answer_ms": 900, "settle_ms": 1000})");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  const InputActs& acts = driver->inputs;
  EXPECT_TRUE(acts.wanted);
  EXPECT_EQ(acts.reaches, std::vector<std::string>{"InpVal-Api"});
  EXPECT_EQ(acts.show.path, "/s");
  EXPECT_EQ(acts.revive, Command{"r"});
  EXPECT_EQ(acts.count_max, 50);
  EXPECT_EQ(acts.answer_ms, 900);
  EXPECT_EQ(acts.settle_ms, 1000);
}

TEST(DriverInputs, are_not_sent_where_no_table_asks_for_them) {
  const auto driver = parse_driver(as_bytes(R"({"target": {"address": "127.0.0.1"}})"));
  ASSERT_TRUE(driver.ok());
  EXPECT_FALSE(driver->inputs.wanted);
  EXPECT_TRUE(with("{}")->inputs.wanted);
}

TEST(DriverInputs, without_a_bound_or_with_unknown_keys_are_refused) {
  for (const char* inputs : {R"({"count_max": 0})", R"({"count_max": 5001})", R"({"answer_ms": 1})", R"({"settle_ms": 1})",
                             R"({"show": {}})", R"({"reaches": "InpVal-Api"})", R"({"flood": true})"}) {
    EXPECT_FALSE(with(inputs).ok()) << inputs;
  }
}

}  // namespace
}  // namespace cardea::assess
