// SPDX-License-Identifier: Apache-2.0
#include "device/steward/throttle.hpp"

#include "device/steward/test_household.hpp"

namespace cardea::steward {
namespace {

class ThrottleTest : public ::testing::Test {
 protected:
  ThrottleTest() { reopen(); }
  void reopen() { throttle_.emplace(std::move(*Throttle::open(home_.db(), home_.clock))); }
  std::uint32_t attempt(std::string_view account, std::string_view source) {
    auto admission = throttle_->admit(account, source);
    EXPECT_TRUE(admission);
    last_ = admission->claim;
    return admission->wait_s;
  }
  void use_up(std::string_view account, std::string_view source) {
    for (std::uint32_t i = 0; i < kFreeAttempts; ++i) ASSERT_EQ(attempt(account, source), 0U);
  }

  test::TestHousehold home_;
  std::optional<Throttle> throttle_;
  Throttle::Claim last_;
};

TEST(ThrottleDelay, grows_after_five_attempts_and_stays_below_a_minute) {
  EXPECT_EQ(delay_after_ms(4), 0U);
  EXPECT_EQ(delay_after_ms(5), 2'000U);
  EXPECT_EQ(delay_after_ms(6), 4'000U);
  EXPECT_EQ(delay_after_ms(9), 32'000U);
  for (const std::uint32_t n : {10U, 11U, 1000U, 1'000'000U}) EXPECT_EQ(delay_after_ms(n), kDelayMaxMs);
}

TEST_F(ThrottleTest, five_attempts_are_free_and_the_sixth_waits) {
  use_up("ada", "192.0.2.1");
  EXPECT_EQ(attempt("ada", "192.0.2.1"), 2U);
  home_.clock.advance_ms(1'999);
  EXPECT_EQ(attempt("ada", "192.0.2.1"), 1U);
  home_.clock.advance_ms(1);
  EXPECT_EQ(attempt("ada", "192.0.2.1"), 0U);
  EXPECT_EQ(attempt("ada", "192.0.2.1"), 4U);
}

TEST_F(ThrottleTest, asking_while_waiting_does_not_make_the_wait_longer) {
  use_up("ada", "192.0.2.1");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(attempt("ada", "192.0.2.1"), 2U);
}

TEST_F(ThrottleTest, an_account_waits_whichever_source_asks) {
  use_up("ada", "192.0.2.1");
  EXPECT_GT(attempt("ada", "192.0.2.2"), 0U);
}

TEST_F(ThrottleTest, a_source_waits_whichever_account_it_asks_for) {
  for (const std::string_view name : {"a", "b", "c", "d", "e"}) ASSERT_EQ(attempt(name, "192.0.2.1"), 0U);
  EXPECT_GT(attempt("f", "192.0.2.1"), 0U);
}

TEST_F(ThrottleTest, all_addresses_of_one_ipv6_network_are_one_source) {
  for (const std::string_view host :
       {"2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:a:b:c:d", "2001:db8:1:2::4", "2001:db8:1:2::5"}) {
    ASSERT_EQ(attempt(std::string("x").append(host.substr(host.size() - 1)), host), 0U);
  }
  EXPECT_GT(attempt("ada", "2001:db8:1:2::6"), 0U);
}

TEST_F(ThrottleTest, the_delay_survives_a_restart) {
  use_up("ada", "192.0.2.1");
  ASSERT_EQ(attempt("ada", "192.0.2.1"), 2U);
  home_.restart();
  reopen();
  EXPECT_EQ(attempt("ada", "192.0.2.1"), 2U);
}

TEST_F(ThrottleTest, a_success_forgives_the_account) {
  use_up("ada", "192.0.2.1");
  home_.clock.advance_ms(kDelayMaxMs);
  ASSERT_EQ(attempt("ada", "192.0.2.1"), 0U);
  ASSERT_TRUE(throttle_->forgive(last_));
  EXPECT_EQ(attempt("ada", "192.0.2.1"), 0U);
}

TEST_F(ThrottleTest, an_own_account_is_no_licence_to_guess_others) {
  std::uint32_t guesses = 0;
  for (int round = 0; round < 20; ++round) {
    if (attempt("mallory", "192.0.2.66") == 0) {
      ASSERT_TRUE(throttle_->forgive(last_));
    }
    guesses += attempt("ada", "192.0.2.66") == 0 ? 1 : 0;
  }
  EXPECT_LE(guesses, kFreeAttempts);
}

TEST_F(ThrottleTest, a_stranger_who_keeps_an_account_waiting_does_not_keep_its_owner_waiting) {
  ASSERT_EQ(attempt("ada", "192.0.2.7"), 0U);
  ASSERT_TRUE(throttle_->forgive(last_));
  for (int i = 0; i < 50; ++i) {
    attempt("ada", "192.0.2.66");
    home_.clock.advance_ms(kDelayMaxMs);
  }
  attempt("ada", "192.0.2.66");
  EXPECT_GT(attempt("ada", "192.0.2.66"), 0U);
  EXPECT_EQ(attempt("ada", "192.0.2.7"), 0U);
}

TEST_F(ThrottleTest, a_familiar_source_has_five_free_attempts_and_no_more) {
  ASSERT_EQ(attempt("ada", "192.0.2.7"), 0U);
  ASSERT_TRUE(throttle_->forgive(last_));
  use_up("ada", "192.0.2.7");
  EXPECT_GT(attempt("ada", "192.0.2.7"), 0U);
}

TEST_F(ThrottleTest, all_strangers_together_have_a_budget_however_many_they_are) {
  const auto admitted = [this](int from, int to) {
    int count = 0;
    for (int i = from; i < to; ++i) {
      count += attempt("name" + std::to_string(i), "10." + std::to_string(i / 200) + "." + std::to_string(i % 200) + ".1") == 0
                   ? 1
                   : 0;
    }
    return count;
  };
  EXPECT_LE(admitted(0, 3000), static_cast<int>(kStrangersBurst));
  home_.clock.advance_ms(5 * kStrangersEveryMs);
  EXPECT_LE(admitted(3000, 6000), 5);
  home_.restart();
  reopen();
  EXPECT_LE(admitted(6000, 9000), 1) << "a restart gives no new budget";
}

TEST_F(ThrottleTest, many_strangers_do_not_keep_the_owner_waiting_where_the_owner_is_known) {
  ASSERT_EQ(attempt("ada", "192.0.2.7"), 0U);
  ASSERT_TRUE(throttle_->forgive(last_));
  for (int i = 0; i < 3000; ++i) attempt("name" + std::to_string(i), "10.0." + std::to_string(i % 250) + ".1");
  EXPECT_GT(attempt("bo", "192.0.2.8"), 0U);
  EXPECT_EQ(attempt("ada", "192.0.2.7"), 0U);
}

TEST_F(ThrottleTest, many_guessed_names_do_not_wear_out_the_bucket_of_the_owner) {
  ASSERT_EQ(attempt("ada", "192.0.2.7"), 0U);
  ASSERT_TRUE(throttle_->forgive(last_));
  for (int i = 0; i < 10'000; ++i) {
    attempt("guess" + std::to_string(i), "192.0.2.66");
    home_.clock.advance_ms(100);
  }
  home_.restart();
  reopen();
  EXPECT_EQ(attempt("ada", "192.0.2.7"), 0U);
}

TEST_F(ThrottleTest, a_success_gives_the_strangers_their_budget_back) {
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(attempt("ada", "192.0.2.7"), 0U);
    ASSERT_TRUE(throttle_->forgive(last_));
  }
  EXPECT_EQ(attempt("ada", "192.0.2.8"), 0U);
}

TEST_F(ThrottleTest, memory_stays_bounded_however_many_names_are_tried) {
  for (int i = 0; i < 3000; ++i) (void)throttle_->admit("name" + std::to_string(i), "198.51.100." + std::to_string(i % 250));
  auto count = home_.db().prepare("SELECT count(*) FROM throttle");
  ASSERT_TRUE(count->step());
  EXPECT_LE(count->integer(0), std::int64_t{3 * kBuckets});
}

TEST_F(ThrottleTest, an_attempt_that_cannot_be_counted_is_not_admitted) {
  ASSERT_TRUE(home_.db().run("PRAGMA query_only = ON"));
  EXPECT_FALSE(throttle_->admit("ada", "192.0.2.1"));
}

}  // namespace
}  // namespace cardea::steward
