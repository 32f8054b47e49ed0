// SPDX-License-Identifier: Apache-2.0
#include "device/steward/test_household.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {
namespace {

using test::TestHousehold;

TEST(Sessions, a_token_is_256_random_bits_and_only_its_hash_is_stored) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  auto raw = from_base64url(as_text(token.expose_secret()));
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->size(), 32U);
  auto stored = home.db().prepare("SELECT token_sha256 FROM session");
  ASSERT_TRUE(*stored->step());
  EXPECT_EQ(stored->bytes(0), to_buffer(crypto::sha256(token.expose_secret())));
}

TEST(Sessions, an_idle_session_ends) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  home.clock.advance_ms((kSessionIdleMaxS - 1) * 1000);
  EXPECT_TRUE(home.steward().check_session(token));
  home.clock.advance_ms(kSessionIdleMaxS * 1000);
  EXPECT_EQ(home.steward().check_session(token).error().code, Err::unauthentic);
}

TEST(Sessions, a_session_in_use_ends_after_twelve_hours) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  for (std::int64_t passed = 0; passed + 600 < kSessionAgeMaxS; passed += 600) {
    ASSERT_TRUE(home.steward().check_session(token)) << passed;
    home.clock.advance_ms(600'000);
  }
  home.clock.advance_ms(600'000);
  EXPECT_FALSE(home.steward().check_session(token));
}

TEST(Sessions, a_clock_that_is_set_back_ends_them) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  home.clock.set_wall_s(home.clock.wall_s() - 86'400);
  EXPECT_FALSE(home.steward().check_session(token));
}

TEST(Sessions, survive_a_restart_and_end_with_sign_out) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  home.restart();
  ASSERT_TRUE(home.steward().check_session(token));
  ASSERT_TRUE(home.steward().sign_out(token));
  EXPECT_FALSE(home.steward().check_session(token));
}

TEST(Sessions, are_bounded_and_the_oldest_gives_way) {
  TestHousehold home;
  const SecretBytes first = home.admin();
  for (std::int64_t i = 0; i < kSessionsPerPersonMax; ++i) {
    home.clock.advance_ms(1'000);
    ASSERT_EQ(test::outcome_of(home.sign_in("ada", test::kGood)), contract::SignInOutcome::ok);
  }
  EXPECT_FALSE(home.steward().check_session(first));
  auto count = home.db().prepare("SELECT count(*) FROM session");
  ASSERT_TRUE(count->step());
  EXPECT_EQ(count->integer(0), kSessionsPerPersonMax);
}

TEST(Sessions, a_made_up_token_opens_nothing) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  for (const std::string_view text : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_EQ(home.steward().check_session(SecretBytes(text)).error().code, Err::unauthentic);
  }
}

}  // namespace
}  // namespace cardea::steward
