// SPDX-License-Identifier: Apache-2.0
// The real vault behind its real walls, with each root of trust: what needs a path, a library or a socket must have been found
// before they went up. The test plays warden and the peers.
#include <gmock/gmock.h>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "contracts/ipc/vault.hpp"
#include "device/vault/root_under_test.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::vault {
namespace {

using testing::Child;
using testing::RootUnderTest;

constexpr std::uint32_t kUid = 93'501;
constexpr std::array kWardenRules{ipc::Rule{contract::Ready::kOp, peer::vault}};

class RunningVault : public ::testing::TestWithParam<const char*> {
 protected:
  RunningVault() : root_(GetParam()) {
    Value identity;
    identity.set("model", "PROBE-1");
    identity.set("serial", "P-1");
    EXPECT_TRUE(store::write_file(root_.device() + "/identity/device.cbor", encode_cbor(identity), 0644).ok());
    const std::string make = CARDEA_BIN_DIR "/vault-make-keys --device " + root_.device();
    EXPECT_EQ(std::system(make.c_str()), 0);
    if (::geteuid() == 0) {
      EXPECT_EQ(std::system(("chown -R 93501:93501 " + root_.vault_folder()).c_str()), 0);
    }
    server_.on<contract::Ready>([this](const std::string&, contract::Ready& ready) -> Status {
      walls_ = ready.walls;
      loop_->stop();
      return kOk;
    });
    server_.on_peer_closed([this](const std::string&, const Error&) { loop_->stop(); });
    start();
  }

  void start() {
    std::vector<std::string> words{CARDEA_BIN_DIR "/vault", "--device", root_.device()};
    std::vector<UniqueFd> theirs;
    for (const std::string_view name : {peer::warden, peer::gate, peer::courier, peer::updater, peer::steward}) {
      auto ends = ipc::make_channel();
      words.insert(words.end(), {"--peer", std::string(name) + '=' + std::to_string(ends->second.get())});
      theirs.push_back(std::move(ends->second));
      mine_[name] = std::move(ends->first);
    }
    if (GetParam() == std::string_view("tpm2")) {
      theirs.push_back(root_.tpm().connect());
      words.insert(words.end(), {"--tpm", std::to_string(theirs.back().get())});
    }
    if (::geteuid() == 0) words.insert(words.end(), {"--uid", std::to_string(kUid)});
    for (const UniqueFd& fd : theirs) ::fcntl(fd.get(), F_SETFD, 0);
    process_ = std::make_unique<Child>(words);
    theirs.clear();
    warden_ = server_.adopt(std::move(mine_[peer::warden]), std::string(peer::vault));
    loop_->run();
  }

  template <ipc::Message Ask>
  Result<typename Ask::Reply> ask(std::string_view as, Ask request) {
    if (!channels_.contains(as)) channels_[as] = std::make_shared<ipc::Channel>(*loop_, std::move(mine_[as]), "vault");
    return channels_[as]->ask_now(std::move(request));
  }

  RootUnderTest root_;
  SystemClock clock_;
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
  ipc::Server server_{*loop_, kWardenRules};
  std::map<std::string_view, UniqueFd> mine_;
  std::map<std::string_view, std::shared_ptr<ipc::Channel>> channels_;
  std::shared_ptr<ipc::Channel> warden_;
  std::unique_ptr<Child> process_;
  std::vector<contract::WallReport> walls_;
};

TEST_P(RunningVault, signs_behind_its_walls_with_the_keys_of_its_papers) {
  ASSERT_FALSE(walls_.empty()) << "vault was not ready";
  const auto walls = ::testing::Contains(::testing::Field(&contract::WallReport::wall, "seccomp"));
  EXPECT_THAT(walls_, walls);
  const crypto::Digest256 digest = crypto::sha256(as_bytes("handshake"));
  const auto local = ask(peer::gate, contract::SignLocalTls{digest});
  ASSERT_TRUE(local.ok()) << local.error().what;
  const std::string certificate = *store::read_text(root_.device() + "/identity/local.crt.pem");
  EXPECT_TRUE(crypto::verify_ecdsa_p256(*crypto::certificate_public_key(certificate), digest, local->der).ok());
  const auto device = ask(peer::courier, contract::SignDevice{digest});
  ASSERT_TRUE(device.ok()) << device.error().what;
  const auto request = crypto::verify_csr(*store::read_file(root_.device() + "/identity/device.csr"));
  EXPECT_TRUE(crypto::verify_ecdsa_p256(request->key, digest, device->der).ok());
}

TEST_P(RunningVault, raises_the_epoch_behind_its_walls) {
  ASSERT_FALSE(walls_.empty()) << "vault was not ready";
  warden_->ask(contract::RaiseEpoch{3}, [&](Result<contract::Epoch> raised) {
    EXPECT_TRUE(raised.ok() && raised->value == 3);
    loop_->stop();
  });
  loop_->run();
  EXPECT_EQ(ask(peer::updater, contract::ReadEpoch{})->value, 3U);
}

TEST_P(RunningVault, makes_opens_and_ends_the_key_ring_behind_its_walls) {
  ASSERT_FALSE(walls_.empty()) << "vault was not ready";
  const auto now = ask(peer::steward, contract::MakeRing{false});
  ASSERT_TRUE(now.ok()) << now.error().what;
  EXPECT_TRUE(crypto::same_in_constant_time(ask(peer::steward, contract::OpenRing{now->sealed})->key.expose_secret(), now->key.expose_secret()));
  const auto next = ask(peer::steward, contract::MakeRing{true});
  ASSERT_TRUE(next.ok()) << next.error().what;
  const auto raised = ask(peer::steward, contract::RaiseCounter{true});
  ASSERT_TRUE(raised.ok()) << raised.error().what;
  EXPECT_EQ(ask(peer::steward, contract::OpenRing{now->sealed}).error().code, Err::rollback);
  EXPECT_TRUE(ask(peer::steward, contract::OpenRing{next->sealed}).ok());
}

TEST_P(RunningVault, says_to_warden_that_its_root_of_trust_is_gone) {
  ASSERT_FALSE(walls_.empty()) << "vault was not ready";
  EXPECT_EQ(ask(peer::gate, contract::ReadProvider{})->trouble, "");
  if (GetParam() != std::string_view("tpm2")) return;  // a file and a library cannot be taken out of this machine
  root_.tpm().power_off();
  warden_->ask(contract::Ping{}, [&](Result<contract::Health> health) {
    EXPECT_TRUE(health.ok() && !health->healthy && !health->detail.empty());
    loop_->stop();
  });
  loop_->run();
  EXPECT_NE(ask(peer::gate, contract::ReadProvider{})->trouble, "");
}

INSTANTIATE_TEST_SUITE_P(With, RunningVault, ::testing::Values("file", "tpm2", "pkcs11"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace cardea::vault
