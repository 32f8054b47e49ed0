// SPDX-License-Identifier: Apache-2.0
// A real device, its real service, and the difference between two releases on the way from one to the other.
#include <filesystem>
#include <fstream>

#include "tests/fleet/real_device.hpp"

namespace cardea::household {
namespace {

namespace fs = std::filesystem;

class DeltaDevice : public RealDevice {
 protected:
  DeltaDevice() : owner_(must(home_->visit(*room_))) {
    // What is published is not taken before it is as the test wants it: the device waits for the person.
    Value settings = must(owner_.read("/api/settings"));
    settings.set("automatic_updates", false);
    EXPECT_EQ(must(owner_.ask("PUT", "/api/settings", settings)).status, 200);
    must(desk_.publish(must(desk_.image("speaker", "1.0.0", CARDEA_BIN_DIR))));
    must(desk_.publish(must(desk_.image("speaker", "1.1.0", CARDEA_BIN_DIR)), {.deadline_s = 0, .delta_from = {"1.0.0"}}));
  }

  // The file of the service's repository whose name ends so.
  fs::path published(const std::string& ending) const {
    for (const auto& entry : fs::recursive_directory_iterator(home_->path("service"))) {
      if (entry.path().filename().string().ends_with(ending)) return entry.path();
    }
    throw std::runtime_error("the service has no " + ending);
  }

  void install() {
    must(home_->hint(*room_));
    look_until([&] { return must(owner_.read("/api/update")).text("phase").value_or("") == "available"; });
    ASSERT_EQ(must(owner_.ask("POST", "/api/update/apply")).status, 202);
    look_until([&] {
      if (auto now = owner_.read("/api/update")) update_ = std::move(*now);  // it restarts meanwhile
      return update_.text("last_result").value_or("none") != "none";
    });
    EXPECT_EQ(update_.text("last_result").value_or(""), "succeeded") << print_json(update_);
    EXPECT_EQ(update_.text("running_version").value_or(""), "1.1.0");
  }
  bool noted(const std::string& kind) const {
    return print_json(must(owner_.read("/api/events"))).find('"' + kind + '"') != std::string::npos;
  }

  Consumer owner_;
  Value update_;
};

//= EN303645 5.3-9   type=test
TEST_F(DeltaDevice, is_updated_by_the_difference_alone) {
  fs::remove(published("-1.1.0.img"));
  install();
  EXPECT_FALSE(noted("update-delta-unused"));
}

TEST_F(DeltaDevice, is_updated_by_the_whole_image_when_somebody_has_changed_the_difference) {
  std::fstream delta(published("-1.0.0-to-1.1.0.delta"), std::ios::in | std::ios::out | std::ios::binary);
  delta.seekg(-1, std::ios::end);
  const char last = static_cast<char>(delta.get() ^ 1);
  delta.seekp(-1, std::ios::end);
  delta.put(last);
  delta.close();
  install();
  EXPECT_TRUE(noted("update-delta-unused"));
}

}  // namespace
}  // namespace cardea::household
