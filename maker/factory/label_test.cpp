// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/label.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "lib/codec/json.hpp"
#include "maker/factory/label_secrets.hpp"

namespace cardea::factory {
namespace {

using ::testing::HasSubstr;

std::string text_of(const SecretBytes& secret) {
  return std::string(as_text(secret.expose_secret()));
}

Label sample() {
  return {"SPEAKER-1",
          "SPK-0001",
          "https://device.local:8443/",
          std::string(64, 'a'),
          SecretBytes("k7mq-2xtf-9hwd-c4np-v8sa"),
          SecretBytes("00112233")};
}

TEST(PreinstalledPassword, has_at_least_80_bits) {
  const double bits =
      std::log2(static_cast<double>(kPasswordAlphabet.size())) * static_cast<double>(kPasswordGroups * kPasswordGroupSize);
  EXPECT_GE(bits, 80.0);
}

TEST(PreinstalledPassword, is_groups_of_symbols_that_nobody_confuses) {
  const std::string password = text_of(make_password());
  ASSERT_EQ(password.size(), 24U);
  for (std::size_t i = 0; i < password.size(); ++i) {
    EXPECT_EQ(password[i] == '-', i % 5 == 4) << password;
    EXPECT_TRUE(password[i] == '-' || kPasswordAlphabet.find(password[i]) != std::string_view::npos) << password;
  }
  for (const char lookalike : std::string_view("01ilo")) EXPECT_EQ(kPasswordAlphabet.find(lookalike), std::string_view::npos);
}

TEST(PreinstalledPassword, gives_each_symbol_the_same_chance) {
  std::array<int, 31> counts{};
  int thrown_away = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const int symbol = symbol_for(static_cast<std::uint8_t>(byte));
    if (symbol < 0)
      ++thrown_away;
    else
      ++counts.at(static_cast<std::size_t>(symbol));
  }
  for (const int count : counts) EXPECT_EQ(count, 8);
  EXPECT_EQ(thrown_away, 256 - 31 * 8);
}

TEST(PreinstalledPassword, is_another_one_each_time) {
  std::set<std::string> passwords;
  for (int i = 0; i < 1000; ++i) passwords.insert(text_of(make_password()));
  EXPECT_EQ(passwords.size(), 1000U);
  EXPECT_NE(text_of(make_label_secret()), text_of(make_label_secret()));
  EXPECT_EQ(make_label_secret().size(), 32U);
}

TEST(LabelText, tells_what_a_person_needs) {
  const auto text = label_text(sample());
  ASSERT_TRUE(text.ok());
  for (const char* part :
       {"SPEAKER-1", "SPK-0001", "k7mq-2xtf-9hwd-c4np-v8sa", "https://device.local:8443/", "aaaaaaaa aaaaaaaa", "█"}) {
    EXPECT_THAT(text_of(*text), HasSubstr(part));
  }
}

TEST(LabelText, keeps_secrets_behind_the_hash_of_the_address) {
  const std::string payload = text_of(qr_payload(sample()));
  EXPECT_LT(payload.find('#'), payload.find("SPK-0001"));
  EXPECT_LT(payload.find('#'), payload.find("k7mq"));
}

TEST(LabelJson, is_json_of_the_same) {
  const auto value = parse_json(label_json(sample()).expose_secret());
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value->text("password"), "k7mq-2xtf-9hwd-c4np-v8sa");
  EXPECT_EQ(*value->text("serial"), "SPK-0001");
}

TEST(QrPicture, draws_every_module_in_both_forms) {
  const QrCode code{2, {true, false, false, true}};
  // 10 x 10 modules with the quiet zone: five lines of half blocks; the code is in lines 3.
  EXPECT_EQ(draw_qr_text(code), "██████████\n██████████\n████▄▀████\n██████████\n██████████\n");
  EXPECT_THAT(draw_qr_svg(code), HasSubstr("M4 4h1v1h-1zM5 5h1v1h-1z"));
}

TEST(QrPicture, is_refused_for_a_text_that_does_not_fit) {
  EXPECT_EQ(make_qr(SecretBytes(std::string(5000, 'x'))).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::factory
