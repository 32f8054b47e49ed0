// SPDX-License-Identifier: Apache-2.0
// The key ring over every root of trust.
#include "device/vault/key_ring.hpp"

#include "device/vault/root_under_test.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault {
namespace {

using testing::RootUnderTest;

class EveryRing : public ::testing::TestWithParam<const char*> {
 protected:
  EveryRing() : root_(GetParam()) {
    EXPECT_TRUE(root_.make().ok());
    restart();
  }
  void SetUp() override { ASSERT_NE(keys_, nullptr); }
  void restart() {
    ring_.reset();
    keys_.reset();
    keys_ = root_.open();
    if (keys_ != nullptr) ring_ = std::make_unique<KeyRing>(*keys_);
  }
  bool opens(const contract::NewRing& made) const {
    const auto key = ring_->open(made.sealed);
    return key && crypto::same_in_constant_time(key->expose_secret(), made.key.expose_secret());
  }
  Err refusal(const contract::NewRing& made) const {
    const auto key = ring_->open(made.sealed);
    EXPECT_FALSE(key.ok());
    return key ? Err::io : key.error().code;
  }

  RootUnderTest root_;
  std::unique_ptr<Provider> keys_;
  std::unique_ptr<KeyRing> ring_;
};

TEST_P(EveryRing, opens_until_the_counter_rises_and_the_next_one_from_then_on) {
  const auto now = ring_->make(false);
  const auto next = ring_->make(true);
  ASSERT_TRUE(now.ok() && next.ok());
  EXPECT_TRUE(opens(*now));
  EXPECT_EQ(refusal(*next), Err::unavailable);
  ASSERT_TRUE(ring_->raise(true).ok());
  for (int life = 0; life < 2; ++life) {
    EXPECT_TRUE(opens(*next));
    EXPECT_EQ(refusal(*now), Err::rollback);
    restart();
  }
}

TEST_P(EveryRing, of_a_raise_that_an_earlier_vault_was_to_make_is_noise_and_raises_nothing) {
  const auto now = ring_->make(false);
  const auto next = ring_->make(true);
  restart();
  EXPECT_EQ(ring_->raise(true).error().code, Err::refused);
  EXPECT_TRUE(opens(*now));
  EXPECT_FALSE(opens(*next));
}

TEST_P(EveryRing, is_nothing_that_was_sealed_for_another_purpose) {
  const auto other = keys_->seal("something else", SecretBytes("a secret"));
  EXPECT_EQ(ring_->open(*other).error().code, Err::unauthentic);
}

INSTANTIATE_TEST_SUITE_P(Of, EveryRing, ::testing::Values("file", "tpm2", "pkcs11"), [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace cardea::vault
