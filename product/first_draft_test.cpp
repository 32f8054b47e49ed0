// SPDX-License-Identifier: Apache-2.0
#include "product/first_draft.hpp"

#include "product/conditions.hpp"
#include "product/testing.hpp"

namespace cardea::product {
namespace {

using testing_only::kLate2026;

const std::string kAnswers =
    "manufacturer = \"Example \\\"Home\\\" Ltd\"\nmodel = \"EX-CAM-1\"\nclass = \"camera\"\nsupport_end = 2032-06-30\nlanguages "
    "= \"en, zh\"\n"
    "service_host = \"service.example.com\"\npages = \"https://www.example.com/\"\ndisclosure_contact = "
    "\"security@example.com\"\n"
    "sensors = \"Camera, Microphone\"\nsensors_zh = \"摄像头, 麦克风\"\nphysical_interfaces = \"Power\"\ndebug_within_reach = "
    "false\n"
    "monitoring = \"Advisories each day\"\nupdate_procedure = \"Fix, test, sign, release\"\nkey_management = "
    "\"Registry\"\ndevelopment = \"Two-person review\"\n"
    "confirm_vulnerability_actions = true\nconfirm_vulnerability_monitoring = true\nconfirm_update_procedures = "
    "true\nconfirm_secure_management = true\n"
    "confirm_secure_development = true\n";

Lint lint_of_answers(const std::string& text) {
  const auto answers = parse_answers(as_bytes(text), "answers.toml", kLate2026);
  EXPECT_TRUE(answers.ok()) << (answers.ok() ? "" : answers.error().message + " " + answers.error().hint);
  return answers ? testing_only::lint_of(first_draft(*answers)) : Lint{};
}

TEST(FirstDraft, lints_clean) {
  const Lint lint = lint_of_answers(kAnswers);
  ASSERT_TRUE(lint.clean()) << testing_only::told(lint);
  EXPECT_EQ(lint.declaration->product().manufacturer, "Example \"Home\" Ltd");
  EXPECT_EQ(lint.declaration->rows("ExtSens").size(), 2U);
}

TEST(FirstDraft, lints_clean_without_sensors_and_interfaces_and_says_vacuous) {
  std::string text = testing_only::replaced(
      kAnswers, "sensors = \"Camera, Microphone\"\nsensors_zh = \"摄像头, 麦克风\"\nphysical_interfaces = \"Power\"\n", "");
  const Lint lint = lint_of_answers(testing_only::replaced(text, "languages = \"en, zh\"\n", ""));
  ASSERT_TRUE(lint.clean()) << testing_only::told(lint);
  EXPECT_TRUE(lint.declaration->answer("5.8-3")->vacuous);
  EXPECT_TRUE(lint.declaration->answer("5.6-3")->vacuous);
}

TEST(FirstDraft, claims_no_confirmation_that_was_not_given) {
  const Lint lint = lint_of_answers(testing_only::replaced(kAnswers, "confirm_update_procedures = true\n", ""));
  ASSERT_TRUE(lint.clean()) << testing_only::told(lint);
  EXPECT_EQ(lint.declaration->answer("5.3-8")->support, Support::no);
  EXPECT_EQ(lint.declaration->answer("5.5-8")->support, Support::yes);
}

TEST(FirstDraft, answers_for_a_debug_interface_as_it_was_told) {
  const std::string reachable = testing_only::replaced(kAnswers, "debug_within_reach = false", "debug_within_reach = true");
  const Lint enabled = lint_of_answers(reachable);
  ASSERT_TRUE(enabled.clean()) << testing_only::told(enabled);
  EXPECT_EQ(enabled.declaration->answer("5.6-4")->support, Support::no);
  const Lint disabled = lint_of_answers(reachable + "debug_protection = \"Fused off\"\n");
  ASSERT_TRUE(disabled.clean()) << testing_only::told(disabled);
  EXPECT_EQ(disabled.declaration->answer("5.6-4")->support, Support::yes);
  EXPECT_EQ(lint_of_answers(kAnswers).declaration->answer("5.6-4")->support, Support::not_applicable);
}

struct BadAnswer {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
};

class BadAnswers : public testing::TestWithParam<BadAnswer> {};

TEST_P(BadAnswers, are_refused_with_file_and_line) {
  const auto answers =
      parse_answers(as_bytes(testing_only::replaced(kAnswers, GetParam().from, GetParam().to)), "answers.toml", kLate2026);
  ASSERT_FALSE(answers.ok());
  EXPECT_NE(answers.error().message.find(GetParam().message), std::string::npos) << answers.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadAnswers,
    testing::Values(BadAnswer{"missing", "model = \"EX-CAM-1\"\n", "", "answers.toml lacks `model`"},
                    BadAnswer{"unknown", "model = ", "modle = ", "answers.toml:2: nobody asks for `modle`"},
                    BadAnswer{"past", "2032-06-30", "2020-06-30", "answers.toml:4: `support_end` cannot be `2020-06-30`"},
                    BadAnswer{"http", "https://www", "http://www", "`pages` cannot be"},
                    BadAnswer{"language", "en, zh", "en, fr", "`languages` cannot be"},
                    BadAnswer{"lines", "\"Registry\"", "\"a\\nb\"", "`key_management` cannot be"},
                    BadAnswer{"type", "class = \"camera\"", "class = [\"camera\"]", "answers.toml:3: `class` is a list"},
                    BadAnswer{"toml", "class = \"camera\"", "class = ", "answers.toml:3: "}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(Ask, takes_the_fallback_for_an_empty_line_and_asks_again_after_a_bad_one) {
  std::vector<std::string> lines;
  for (const Question& question : questions()) {
    if (question.key == "support_end")
      lines.insert(lines.end(), {"someday", "2031-01-01"});
    else if (question.key == "pages")
      lines.push_back("https://www.example.com");
    else if (question.kind == AnswerKind::yes_no)
      lines.push_back("yes");
    else
      lines.push_back(question.fallback.empty() && question.kind != AnswerKind::list ? "word" : "");
  }
  std::size_t next = 0;
  std::string said;
  const auto answers = ask(
      [&](std::string& line) {
        if (next == lines.size()) return false;
        line = lines[next++];
        return true;
      },
      [&](const std::string& words) { said += words; }, kLate2026);
  ASSERT_TRUE(answers.ok()) << answers.error().message;
  EXPECT_EQ(answers->find("version")->second, "1.0.0");
  EXPECT_EQ(answers->find("support_end")->second, "2031-01-01");
  EXPECT_NE(said.find("a date: 2031-12-31"), std::string::npos);
  EXPECT_TRUE(testing_only::lint_of(first_draft(*answers)).clean())
      << testing_only::told(testing_only::lint_of(first_draft(*answers)));
}

TEST(Ask, ends_when_there_are_no_more_lines) {
  const auto answers = ask([](std::string&) { return false; }, [](const std::string&) {}, kLate2026);
  ASSERT_FALSE(answers.ok());
  EXPECT_EQ(answers.error().code, Err::truncated);
}

}  // namespace
}  // namespace cardea::product
