// SPDX-License-Identifier: Apache-2.0
// The whole matrix: each process, each request. What is not permitted drops the peer and starts nothing.
#include "device/updater/rules.hpp"

#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

class UpdaterRules : public Device {
 protected:
  void SetUp() override {
    steward.settings.automatic = false;
    release("1.1.0");
    start();
    check();  // something is available
    server = std::make_unique<ipc::Server>(*loop, kRules);
    media.emplace(*loop, (folder / "media").string());
    answer_with(*server, *loop, *updater, *media);
  }
  void TearDown() override { server.reset(); }

  struct Outcome {
    bool answered = false;
    bool dropped = false;
  };

  template <ipc::Message Ask>
  Outcome ask(std::string_view peer, Ask request) {
    auto ends = ipc::make_channel();
    server->adopt(std::move(ends->first), std::string(peer));
    ipc::Channel asking(*loop, std::move(ends->second), "updater");
    Outcome outcome;
    asking.on_closed([&](const Error&) { outcome.dropped = true; });
    if constexpr (std::same_as<typename Ask::Reply, ipc::NoReply>) {
      asking.tell(std::move(request));
    } else {
      asking.ask(std::move(request), [&](const auto& got) { outcome.answered = got.ok(); });
    }
    run();
    return outcome;
  }

  template <ipc::Message Ask>
  void only(const std::set<std::string_view>& permitted, const Ask& request) {
    for (const std::string_view peer : {peer::warden, peer::vault, peer::steward, peer::updater, peer::courier, peer::gate}) {
      EXPECT_EQ(ask(peer, request).dropped, !permitted.contains(peer)) << peer;
    }
  }

  std::optional<MediaFolder> media;
  std::unique_ptr<ipc::Server> server;
};

TEST_F(UpdaterRules, tell_gate_and_courier_how_it_stands) {
  only({peer::gate, peer::courier}, contract::ReadUpdate{});
  EXPECT_TRUE(ask(peer::gate, contract::ReadUpdate{}).answered);
}

TEST_F(UpdaterRules, look_when_gate_or_courier_asks) {
  only({peer::gate, peer::courier}, contract::CheckForUpdate{});
}

TEST_F(UpdaterRules, install_for_gate_alone) {
  for (const std::string_view peer : {peer::courier, peer::steward, peer::vault, peer::warden}) {
    EXPECT_TRUE(ask(peer, contract::ApplyUpdate{}).dropped) << peer;
    EXPECT_TRUE(warden.tried.empty()) << peer;
  }
  EXPECT_TRUE(ask(peer::gate, contract::ApplyUpdate{}).answered);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdaterRules, take_a_file_from_gate_alone) {
  only({peer::gate}, contract::ListMedia{});
  only({peer::gate}, contract::InstallMedium{"a.update"});
  only({peer::gate}, contract::OfferFile{1000});
  only({peer::gate}, contract::SupplyFile{0, {}});
}

TEST_F(UpdaterRules, believe_warden_alone_about_what_runs) {
  const contract::BootNews lie{contract::BootOutcome::confirmed, "9.9.9", "", ""};
  for (const std::string_view peer : {peer::courier, peer::gate, peer::steward, peer::vault}) {
    EXPECT_TRUE(ask(peer, lie).dropped) << peer;
    EXPECT_EQ(updater->report().running_version, "1.0.0") << peer;
  }
  EXPECT_FALSE(ask(peer::warden, lie).dropped);
  EXPECT_EQ(updater->report().running_version, "9.9.9");
}

}  // namespace
}  // namespace cardea::updater
