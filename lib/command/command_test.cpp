// SPDX-License-Identifier: Apache-2.0
#include "lib/command/command.hpp"

#include <gtest/gtest.h>

namespace cardea::command {
namespace {

Outcome<Arguments> parse(const std::vector<std::string>& words) { return Arguments::parse(words, {"out"}, {"json"}); }

TEST(Arguments, options_take_a_value_and_flags_do_not) {
  const auto parsed = parse({"lint", "--json", "a.toml", "--out", "here"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->words(), (std::vector<std::string>{"lint", "a.toml"}));
  EXPECT_TRUE(parsed->flag("json"));
  EXPECT_EQ(parsed->option("out"), "here");
}

TEST(Arguments, an_unknown_option_and_a_missing_value_are_errors_that_name_it) {
  EXPECT_EQ(parse({"--jsn"}).error().message, "there is no option --jsn");
  EXPECT_EQ(parse({"--out"}).error().message, "the option --out needs a value");
  EXPECT_EQ(parse({})->required("out").error().message, "the option --out is missing");
}

}  // namespace
}  // namespace cardea::command
