// SPDX-License-Identifier: Apache-2.0
// A real hub, its real service, and the firmware of a node that the hub keeps for it.
#include <filesystem>
#include <fstream>

#include "tests/fleet/real_device.hpp"

namespace cardea::household {
namespace {

class NodesHub : public RealDevice {
 protected:
  NodesHub() : RealDevice("hub"), owner_(must(home_->visit(*room_))) {}

  MakersDesk::Built firmware(const std::string& version) const {
    return must(desk_.component(room_->label.model, "window-1", version, "firmware " + version));
  }
  std::string version_held() const {
    const Value update = must(owner_.read("/api/update"));
    return update.find("components")->if_array()->at(0).text("version").value_or("");
  }
  static std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string held() const { return room_->folder + "/components/window-1.img"; }
  // Each start of the device unpacks its software anew.
  auto last_start() const { return std::filesystem::last_write_time(room_->folder + "/run/bin/updater"); }

  Consumer owner_;
};

//= EN303645 5.3-1   type=test
TEST_F(NodesHub, fetches_verifies_and_keeps_the_firmware_of_its_node_without_a_restart) {
  EXPECT_EQ(version_held(), "");
  const auto started = last_start();
  for (const char* version : {"1.1.0", "1.2.0"}) {
    const MakersDesk::Built built = firmware(version);
    must(desk_.publish(built));
    must(home_->hint(*room_));
    look_until([&] { return version_held() == version; });
    EXPECT_EQ(content_of(held()), content_of(built.file));
  }
  EXPECT_EQ(last_start(), started);
  EXPECT_NE(print_json(must(owner_.read("/api/events"))).find("update-component"), std::string::npos);
}

}  // namespace
}  // namespace cardea::household
