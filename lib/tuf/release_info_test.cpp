// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/release_info.hpp"

#include <gtest/gtest.h>

namespace cardea::tuf {
namespace {

TEST(ReleaseNumber, compares_numbers_not_letters) {
  EXPECT_LT(*parse_release_number("1.9.0"), *parse_release_number("1.10.0"));
  EXPECT_EQ(*parse_release_number("1.2"), *parse_release_number("1.2.0"));
  EXPECT_LT(*parse_release_number("1.2"), *parse_release_number("1.2.0.1"));
}

TEST(ReleaseNumber, refuses_what_is_no_release_number) {
  for (const char* text : {"", ".", "1.", ".1", "1..2", "1.2.3.4.5", "1.2a", "v1", "01.2", "-1", "+1", "4294967296", "1 "}) {
    EXPECT_FALSE(parse_release_number(text).ok()) << text;
  }
}

ReleaseInfo example() {
  return {.model = "speaker-1",
          .version = "1.1.0",
          .epoch = 2,
          .security = true,
          .risk_en = "risk",
          .risk_zh = "风险",
          .notes_en = "notes",
          .notes_zh = "说明",
          .interruption_s = 5,
          .root = crypto::sha256({})};
}

TEST(ReleaseInfo, what_is_written_is_read) {
  const auto info = parse_release_info(encode_release_info(example()));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->version, "1.1.0");
  EXPECT_EQ(info->risk_zh, "风险");
  EXPECT_EQ(info->epoch, 2U);
  EXPECT_EQ(info->interruption_s, 5U);
  EXPECT_TRUE(info->security);
  EXPECT_EQ(info->root, example().root);
}

TEST(ReleaseInfo, may_be_of_a_component_with_a_plain_name) {
  EXPECT_EQ(label_of(example()), "1.1.0");
  ReleaseInfo component = example();
  component.component = "window-1";
  const auto info = parse_release_info(encode_release_info(component));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->component, "window-1");
  EXPECT_EQ(label_of(*info), "window-1 1.1.0");
  for (const char* wrong : {"../x", "a/b", "Window", "1-window", "-", "a b", "abcdefghijklmnopqrstuvwxyzabcdefg"}) {
    component.component = wrong;
    EXPECT_FALSE(parse_release_info(encode_release_info(component)).ok()) << wrong;
  }
}

TEST(ReleaseInfo, a_deadline_is_a_moment_and_stands_beside_a_risk) {
  ReleaseInfo critical = example();
  critical.deadline_s = 1'801'440'000;
  EXPECT_EQ(parse_release_info(encode_release_info(critical))->deadline_s, 1'801'440'000);
  EXPECT_EQ(parse_release_info(encode_release_info(example()))->deadline_s, 0);
  critical.risk_zh.clear();
  EXPECT_FALSE(parse_release_info(encode_release_info(critical)).ok());
  critical = example();
  critical.security = false, critical.deadline_s = 1'801'440'000;
  EXPECT_FALSE(parse_release_info(encode_release_info(critical)).ok());
}

TEST(ReleaseInfo, refuses_what_is_missing_or_out_of_range) {
  EXPECT_EQ(parse_release_info(Value{}).error().code, Err::not_found);
  for (const auto& [key, value] : std::vector<std::pair<std::string, Value>>{{"epoch", -1},
                                                               {"interruption_s", 100'000},
                                                               {"security", "yes"},
                                                               {"deadline", "soon"},
                                                               {"deadline", 1'801'440'000},
                                                               {"deadline", "1970-01-01T00:00:00Z"},
                                                               {"root", "aa"},
                                                               {"version", "latest"},
                                                               {"model", ""},
                                                               {"risk_en", std::string(5000, 'x')}}) {
    Value custom = encode_release_info(example());
    custom.if_map()->at("cardea").set(key, value);
    EXPECT_FALSE(parse_release_info(custom).ok()) << key;
  }
}

}  // namespace
}  // namespace cardea::tuf
