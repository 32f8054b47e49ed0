// SPDX-License-Identifier: Apache-2.0
// updater as it runs on a device: a confined process that may write the inactive slot and its own state, and nothing else.
#include "device/updater/native_updater_fixture.hpp"

namespace cardea::updater {
namespace {

TEST(NativeUpdate, is_downloaded_into_the_inactive_slot_and_handed_to_warden) {
  NativeUpdater device;
  device.release("1.1.0");
  const auto running = crypto::sha256(*store::read_file(device.folder / "slots/a/image", image::kMaxImage));
  device.start();
  device.check();
  device.turn_until([&] { return !device.tried.empty(); });
  ASSERT_EQ(device.tried.size(), 1U);
  EXPECT_EQ(device.tried[0].version, "1.1.0");
  const auto written = store::read_file(device.folder / "slots/b/image", image::kMaxImage);
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(crypto::sha256(*written), device.tried[0].image_sha256);
  EXPECT_EQ(crypto::sha256(*store::read_file(device.folder / "slots/a/image", image::kMaxImage)), running);
  EXPECT_EQ(device.report().phase, contract::UpdatePhase::installed_waiting_for_restart);
}

TEST(NativeUpdate, is_made_from_the_running_slot_and_the_difference) {
  NativeUpdater device;
  device.release_with_delta("1.1.0");
  device.start();
  device.check();
  device.turn_until([&] { return !device.tried.empty(); });
  EXPECT_EQ(crypto::sha256(*store::read_file(device.folder / "slots/b/image", image::kMaxImage)), device.tried[0].image_sha256);
  std::uint64_t targets = 0;
  for (const auto& [path, bytes] : device.bytes_asked) targets += path.starts_with("targets/") ? bytes : 0;
  EXPECT_LT(targets, 100'000U) << "of an image of two million bytes";
}

TEST(NativeUpdate, a_tampered_one_is_refused_and_warden_hears_nothing) {
  NativeUpdater device;
  device.release("1.1.0");
  for (auto& [path, content] : device.repository.files) {
    if (path.starts_with("targets/")) content[1'000'000] ^= 1;
  }
  device.start();
  device.check();
  device.turn_until([&] { return !device.events.empty() && device.events.back() == "update-refused"; });
  EXPECT_TRUE(device.tried.empty());
  EXPECT_EQ(device.report().last_result, contract::UpdateResult::refused);
}

TEST(NativeUpdate, killed_in_the_middle_of_a_download_comes_through_at_the_next_start) {
  NativeUpdater device;
  device.release("1.1.0");
  device.silent_after = 1'000'000;
  device.start();
  device.check();
  device.turn_until([&] { return device.report().permille >= 400; });
  device.kill();
  device.silent_after = NativeUpdater::kNoCut;
  device.start();
  device.check();
  device.turn_until([&] { return !device.tried.empty(); });
  EXPECT_EQ(crypto::sha256(*store::read_file(device.folder / "slots/b/image", image::kMaxImage)), device.tried[0].image_sha256);
}

//= EN303645 5.6-7   type=test
TEST(NativeUpdater, stands_behind_the_walls_that_it_reports) {
  NativeUpdater device;
  device.start();
  const std::string status = *store::read_text(device.proc("status"));
  EXPECT_NE(status.find("NoNewPrivs:\t1"), std::string::npos);
  EXPECT_NE(status.find("Seccomp:\t2"), std::string::npos);
  EXPECT_NE(status.find("CapEff:\t0000000000000000"), std::string::npos) << "as an ordinary user it has none either";
  if (::geteuid() == 0) {
    EXPECT_NE(status.find("Uid:\t" + std::to_string(NativeUpdater::uid()) + "\t"), std::string::npos);
  }
  for (const contract::WallReport& wall : device.walls) {
    const bool must_stand = wall.wall == "seccomp" || wall.wall == "no_new_privs";
    EXPECT_TRUE(wall.enforced || !must_stand) << wall.wall;
  }
}

TEST(NativeUpdater, holds_no_network_socket_and_no_file_of_the_running_slot) {
  NativeUpdater device;
  device.start();
  for (const auto& entry : std::filesystem::directory_iterator(device.proc("fd"))) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    EXPECT_FALSE(target.starts_with(device.folder / "slots/a")) << target;
  }
  const std::string tcp = *store::read_text(device.proc("net/tcp"));
  for (const auto& entry : std::filesystem::directory_iterator(device.proc("fd"))) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    if (!target.starts_with("socket:[")) continue;
    EXPECT_EQ(tcp.find(" " + target.substr(8, target.size() - 9) + " "), std::string::npos) << target;
  }
}

TEST(NativeUpdater, installs_nothing_without_its_root_of_trust) {
  NativeUpdater device;
  device.write("identity/tuf-root.json", as_bytes("{}"));
  device.release("1.1.0");
  device.start();
  device.check();
  device.turn_until([&] { return !device.events.empty() && device.events.back() == "update-refused"; });
  EXPECT_NE(device.report().last_reason.find("root metadata is refused"), std::string::npos);
  EXPECT_TRUE(device.tried.empty());
}

}  // namespace
}  // namespace cardea::updater
