// SPDX-License-Identifier: Apache-2.0
#include "device/steward/passwords.hpp"

#include <gtest/gtest.h>

#include <array>

namespace cardea::steward {
namespace {

constexpr std::array<std::string_view, 3> kContext{"ada", "Lumen SP-1", "Example Audio"};

PasswordVerdict judge(std::string_view text) {
  return judge_password(SecretBytes(text), kContext);
}

TEST(Passwords, a_few_unrelated_words_are_good) {
  EXPECT_EQ(judge("plum kettle orbit"), PasswordVerdict::good);
  EXPECT_EQ(judge("Tq7!mZ0x#Lp2"), PasswordVerdict::good);
}

TEST(Passwords, no_composition_is_asked_for) {
  EXPECT_EQ(judge("brackenferrystool"), PasswordVerdict::good);
}

TEST(Passwords, nine_characters_are_too_few_and_ten_enough) {
  EXPECT_EQ(judge("xkvq zrpm"), PasswordVerdict::too_short);
  EXPECT_EQ(judge("xkvq zrpmw"), PasswordVerdict::good);
}

TEST(Passwords, characters_are_counted_not_bytes) {
  EXPECT_EQ(judge("雪山青水明月"), PasswordVerdict::too_short);  // 18 bytes, 6 characters
  EXPECT_EQ(judge("雪山青水明月清风竹林"), PasswordVerdict::good);
}

TEST(Passwords, the_longest_is_128_characters) {
  std::string longest;
  for (int i = 0; i < 128; ++i) longest.push_back(static_cast<char>('!' + i * 37 % 90));
  EXPECT_EQ(judge(longest), PasswordVerdict::good);
  EXPECT_EQ(judge(longest + "x"), PasswordVerdict::too_long);
}

TEST(Passwords, what_everybody_tries_is_refused_in_its_disguises_too) {
  for (const std::string_view text : {"password123", "P4ssw0rd2026!", "passwordpassword", "--letmein!!--", "qwertyuiop",
                                      "Administrator1", "iloveyou2000", "correct horse battery staple"}) {
    EXPECT_EQ(judge(text), PasswordVerdict::common) << text;
  }
}

TEST(Passwords, counting_and_repeating_is_refused) {
  for (const std::string_view text : {"1234567890", "aaaaaaaaaaaa", "abababababab", "0987654321", "abcdefghijkl", "1122334455"}) {
    EXPECT_EQ(judge(text), PasswordVerdict::pattern) << text;
  }
}

TEST(Passwords, the_names_of_account_device_and_maker_are_no_password) {
  for (const std::string_view text : {"adaadaada-ada", "lumen-sp-2026", "ExampleAudio!"}) {
    EXPECT_NE(judge(text), PasswordVerdict::good) << text;
  }
  EXPECT_EQ(judge("plum kettle ada orbit"), PasswordVerdict::good);
}

TEST(Passwords, control_characters_and_broken_utf8_are_refused) {
  EXPECT_EQ(judge(std::string_view("plum\0kettle orbit", 17)), PasswordVerdict::unprintable);
  EXPECT_EQ(judge("plum kettle \xff orbit"), PasswordVerdict::unprintable);
  EXPECT_EQ(judge("plum kettle \xc0\xaf orbit"), PasswordVerdict::unprintable);  // overlong
}

TEST(Passwords, every_refusal_has_a_sentence) {
  for (int i = 1; i <= static_cast<int>(PasswordVerdict::kLast); ++i) {
    EXPECT_FALSE(sentence_for(static_cast<PasswordVerdict>(i)).empty());
  }
}

}  // namespace
}  // namespace cardea::steward
