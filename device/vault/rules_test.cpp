// SPDX-License-Identifier: Apache-2.0
// The whole matrix: each process, each request. What is permitted is answered; everything else drops the peer and
// reaches no key.
#include "device/vault/rules.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cardea::vault {
namespace {

class FakeProvider final : public Provider {
 public:
  Result<Buffer> sign_local(const crypto::Digest256&) override { return use(Buffer{1}); }
  Result<Buffer> sign_device(const crypto::Digest256&) override { return use(Buffer{2}); }
  crypto::PublicKey local_public_key() const override { return {}; }
  crypto::PublicKey device_public_key() const override { return {}; }
  Result<Buffer> seal(std::string_view, const SecretBytes&) override { return use(Buffer{3}); }
  Result<SecretBytes> unseal(std::string_view, Bytes) override {
    ++uses;
    return SecretBytes("ring");
  }
  std::uint64_t counter() const override { return counter_; }
  Result<Buffer> reseal(std::string_view, Bytes) override { return use(Buffer{4}); }
  Status raise_counter() override {
    ++uses;
    ++counter_;
    return kOk;
  }
  Status allow_boots(std::span<const crypto::Digest256> states) override {
    ++uses;
    allowed = {states.begin(), states.end()};
    return kOk;
  }
  std::uint64_t epoch() const override { return epoch_; }
  Status raise_epoch(std::uint64_t value) override {
    ++uses;
    if (value < epoch_) return Error{Err::rollback, "back"};
    epoch_ = value;
    return kOk;
  }
  Status check() override { return state; }
  std::string description() const override { return "fake"; }
  bool hardware() const override { return true; }

  Status state = kOk;
  int uses = 0;
  std::vector<crypto::Digest256> allowed;

 private:
  Result<Buffer> use(Buffer signature) {
    ++uses;
    return signature;
  }
  std::uint64_t epoch_ = 5;
  std::uint64_t counter_ = 0;
};

class VaultRules : public ::testing::Test {
 protected:
  VaultRules() {
    answer_with(server_, keys_);
    server_.on<contract::Ping>(
        [](const std::string&, contract::Ping&) -> Result<contract::Health> { return contract::Health{true, ""}; });
    server_.on<contract::Stop>([](const std::string&, contract::Stop&) -> Status { return kOk; });
  }

  void settle() {
    while (loop_->turn(0) != 0) continue;
  }

  // What `peer` gets for its request: the reply, or nothing when it was dropped.
  template <ipc::Message Ask>
  std::optional<Result<typename Ask::Reply>> ask(std::string_view peer, Ask request) {
    auto ends = ipc::make_channel();
    server_.adopt(std::move(ends->first), std::string(peer));
    ipc::Channel asking(*loop_, std::move(ends->second), "vault");
    std::optional<Result<typename Ask::Reply>> answer;
    bool closed = false;
    asking.on_closed([&](const Error&) { closed = true; });
    asking.ask(std::move(request), [&](Result<typename Ask::Reply> got) { answer = std::move(got); });
    settle();
    if (closed) return std::nullopt;
    return answer;
  }

  template <ipc::Message Ask>
  void only(const std::set<std::string_view>& permitted, Ask request) {
    for (const std::string_view peer : {peer::warden, peer::vault, peer::steward, peer::updater, peer::courier, peer::gate}) {
      const int before = keys_.uses;
      const auto answer = ask(peer, request);
      EXPECT_EQ(answer.has_value() && answer->ok(), permitted.contains(peer)) << peer;
      if (!permitted.contains(peer)) {
        EXPECT_FALSE(answer.has_value()) << peer << " was answered, not dropped";
        EXPECT_EQ(keys_.uses, before) << peer;
      }
    }
  }

  FakeClock clock_;
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
  FakeProvider keys_;
  ipc::Server server_{*loop_, kRules};
};

TEST_F(VaultRules, sign_the_local_handshake_for_gate_alone) {
  only({peer::gate}, contract::SignLocalTls{});
}
TEST_F(VaultRules, sign_with_the_device_key_for_courier_alone) {
  only({peer::courier}, contract::SignDevice{});
}
TEST_F(VaultRules, tell_the_epoch_to_updater_and_warden) {
  only({peer::updater, peer::warden}, contract::ReadEpoch{});
}
TEST_F(VaultRules, raise_the_epoch_for_warden_alone) {
  only({peer::warden}, contract::RaiseEpoch{9});
}
TEST_F(VaultRules, tell_the_provider_to_warden_and_gate) {
  only({peer::warden, peer::gate}, contract::ReadProvider{});
}
TEST_F(VaultRules, make_and_open_the_key_ring_for_steward_alone) {
  only({peer::steward}, contract::MakeRing{});
  only({peer::steward}, contract::MakeRing{true});
  only({peer::steward}, contract::OpenRing{Buffer(40)});
}
TEST_F(VaultRules, tell_the_public_half_of_the_pages_key_to_steward_alone) {
  only({peer::steward}, contract::ReadLocalKey{});
}
TEST_F(VaultRules, raise_the_counter_for_steward_alone) {
  only({peer::steward}, contract::RaiseCounter{false});
}
TEST_F(VaultRules, take_the_boots_that_may_open_from_warden_alone) {
  only({peer::warden}, contract::AllowBoots{{crypto::Digest256{7}}});
  EXPECT_EQ(keys_.allowed, std::vector{crypto::Digest256{7}});
}
TEST_F(VaultRules, answer_the_watchdog_of_warden_alone) {
  only({peer::warden}, contract::Ping{});
}

TEST_F(VaultRules, use_the_right_key_for_the_right_peer) {
  EXPECT_EQ((*ask(peer::gate, contract::SignLocalTls{}))->der, Buffer{1});
  EXPECT_EQ((*ask(peer::courier, contract::SignDevice{}))->der, Buffer{2});
}

TEST_F(VaultRules, do_not_raise_the_counter_for_a_ring_that_was_not_made) {
  const auto answer = ask(peer::steward, contract::RaiseCounter{true});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->error().code, Err::refused);
  EXPECT_EQ(keys_.counter(), 0U);
  ASSERT_TRUE(ask(peer::steward, contract::MakeRing{true})->ok());
  EXPECT_EQ((*ask(peer::steward, contract::RaiseCounter{true}))->value, 1U);
}

TEST_F(VaultRules, drop_a_steward_that_wears_the_counter_out) {
  auto ends = ipc::make_channel();
  server_.adopt(std::move(ends->first), std::string(peer::steward));
  ipc::Channel asking(*loop_, std::move(ends->second), "vault");
  for (std::uint32_t i = 0; i < kRaisesMax + 10; ++i) {
    asking.ask(contract::RaiseCounter{false}, [](const Result<contract::Counter>&) {});
    settle();
  }
  EXPECT_FALSE(asking.open());
  EXPECT_EQ(keys_.counter(), kRaisesMax);
}

TEST_F(VaultRules, tell_that_the_root_of_trust_is_gone) {
  EXPECT_EQ((*ask(peer::gate, contract::ReadProvider{}))->trouble, "");
  keys_.state = Error{Err::unavailable, "the TPM does not answer"};
  EXPECT_EQ((*ask(peer::gate, contract::ReadProvider{}))->trouble, "the TPM does not answer");
  EXPECT_FALSE(health_of(keys_).healthy);
}

TEST_F(VaultRules, refuse_a_lower_epoch_as_a_rollback) {
  const auto answer = ask(peer::warden, contract::RaiseEpoch{4});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->error().code, Err::rollback);
  EXPECT_EQ(keys_.epoch(), 5U);
}

}  // namespace
}  // namespace cardea::vault
