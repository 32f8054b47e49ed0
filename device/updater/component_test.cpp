// SPDX-License-Identifier: Apache-2.0
// Updates of what the device carries along beside its system: an app bundle, firmware of a node.
#include "device/updater/component_store.hpp"
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

using contract::UpdateResult;
using contract::UpdateWhy;

class Components : public Device {
 protected:
  std::filesystem::path held(const std::string& name) const { return folder / "components" / (name + ".img"); }
  std::string image_name(const std::string& component, const std::string& version) const {
    const std::string name = "speaker-1-" + component + "-" + version + ".img";
    return "targets/" + to_hex(*repository.targets.at(name).hashes.sha256) + "." + name;
  }
  std::string version_of(const std::string& name) {
    for (const contract::ComponentVersion& one : updater->report().components) {
      if (one.name == name) return one.version;
    }
    return "not declared";
  }
  void expect_held(const std::string& name, const std::string& version) {
    EXPECT_EQ(version_of(name), version) << updater->report().last_reason;
    EXPECT_TRUE(read(held(name)) == repository.file(image_name(name, version)));
    EXPECT_FALSE(std::filesystem::exists(folder / "components" / (name + ".new")));
    EXPECT_TRUE(warden.tried.empty()) << "nothing restarts";
  }
};

TEST_F(Components, are_fetched_verified_and_put_in_place_without_a_restart) {
  release_component("window-1", "1.1.0");
  start();
  EXPECT_EQ(version_of("window-1"), "");
  check();
  expect_held("window-1", "1.1.0");
  EXPECT_EQ(updater->report().last_result, UpdateResult::succeeded);
  EXPECT_EQ(updater->report().last_version, "window-1 1.1.0");
  EXPECT_EQ(updater->report().past.front().version, "window-1 1.1.0");
  EXPECT_EQ(updater->report().phase, Phase::idle);
  EXPECT_TRUE(steward.has_event("update-component"));
}

TEST_F(Components, come_one_after_the_other_and_after_the_system) {
  release("1.1.0");
  release_component("window-1", "2.0.0");
  release_component("chimes", "3.0.0");
  start();
  check();
  ASSERT_EQ(warden.tried.size(), 1U) << "the system first";
  EXPECT_EQ(version_of("window-1"), "");
  warden.tried.clear();
  start({contract::BootOutcome::confirmed, "1.1.0", "", ""});
  check();
  check();
  expect_held("window-1", "2.0.0");
  expect_held("chimes", "3.0.0");
}

TEST_F(Components, are_still_held_after_a_start_and_fetched_anew_when_the_disk_lost_them) {
  release_component("window-1", "1.1.0");
  start();
  check();
  start();
  EXPECT_EQ(version_of("window-1"), "1.1.0");
  courier.bytes_asked.clear();
  check();
  EXPECT_EQ(courier.bytes_asked[image_name("window-1", "1.1.0")], 0U);
  Buffer damaged = read(held("window-1"));
  damaged[damaged.size() / 2] ^= 1;
  put(held("window-1"), damaged);
  start();
  EXPECT_EQ(version_of("window-1"), "");
  check();
  expect_held("window-1", "1.1.0");
}

TEST_F(Components, that_the_product_does_not_declare_are_not_for_it) {
  release_component("camera-2", "1.0.0");
  start();
  check();
  EXPECT_FALSE(std::filesystem::exists(held("camera-2")));
  EXPECT_EQ(updater->report().last_result, UpdateResult::none);
  EXPECT_EQ(courier.bytes_asked[image_name("camera-2", "1.0.0")], 0U);
}

TEST_F(Components, are_never_taken_for_a_system_nor_a_system_for_one) {
  release_component("window-1", "9.0.0");
  const Buffer system = make_image("2.0.0");  // says of itself that it is for the model
  tuf::ReleaseInfo lie = info("2.0.0");
  lie.component = "chimes";
  repository.add_target("speaker-1-chimes-2.0.0.img", system, tuf::encode_release_info(lie));
  repository.publish();
  start();
  check();
  check();
  EXPECT_TRUE(warden.tried.empty());
  EXPECT_EQ(version_of("window-1"), "9.0.0");
  EXPECT_EQ(version_of("chimes"), "");
  EXPECT_EQ(updater->report().last_why, UpdateWhy::not_as_signed);
}

TEST_F(Components, go_back_neither_in_version_nor_in_epoch) {
  release_component("window-1", "1.1.0", 2);
  start();
  check();
  repository.targets.clear();
  release_component("window-1", "1.0.0", 2);
  check();
  EXPECT_EQ(updater->report().last_why, UpdateWhy::older);
  repository.targets.clear();
  release_component("window-1", "1.2.0", 1);
  check();
  EXPECT_EQ(updater->report().last_why, UpdateWhy::below_epoch);
  EXPECT_EQ(version_of("window-1"), "1.1.0");
}

TEST_F(Components, with_any_byte_changed_leave_what_is_held) {
  release_component("window-1", "1.0.0");
  start();
  check();
  const Buffer before = read(held("window-1"));
  release_component("window-1", "1.1.0");
  Buffer& image = repository.file(image_name("window-1", "1.1.0"));
  for (const std::size_t at : {std::size_t{0}, image.size() / 2, image.size() - 1}) {
    image[at] ^= 1;
    check();
    image[at] ^= 1;
    EXPECT_EQ(updater->report().last_result, UpdateResult::refused) << at;
    EXPECT_TRUE(read(held("window-1")) == before) << at;
  }
  check();
  expect_held("window-1", "1.1.0");
}

TEST_F(Components, wait_for_the_consumer_as_the_system_does) {
  release_component("window-1", "1.1.0");
  steward.settings.automatic = false;
  start();
  check();
  EXPECT_EQ(updater->report().phase, Phase::available);
  EXPECT_EQ(updater->report().available_version, "window-1 1.1.0");
  EXPECT_EQ(version_of("window-1"), "");
  ASSERT_TRUE(updater->apply().ok());
  run();
  expect_held("window-1", "1.1.0");
}

TEST_F(Components, go_on_after_a_power_cut_where_they_stopped) {
  release_component("window-1", "1.1.0", 1, 3'000'000);
  start();
  ASSERT_TRUE(updater->check().ok());
  for (int i = 0; i < 10'000 && updater->report().permille < 700; ++i) loop->turn(0);
  ASSERT_EQ(updater->report().phase, Phase::downloading);
  courier.bytes_asked.clear();
  start();
  EXPECT_EQ(version_of("window-1"), "");
  check();
  expect_held("window-1", "1.1.0");
  EXPECT_LT(courier.bytes_asked[image_name("window-1", "1.1.0")], 1'800'000U);
}

}  // namespace
}  // namespace cardea::updater
