// SPDX-License-Identifier: Apache-2.0
#include "maker/release/desk.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "maker/release/release_fixture.hpp"

namespace cardea::release {
namespace {

class ReleaseDesk : public ReleaseTest {
 protected:
  ReleaseDesk() : desk(*Desk::init(desk_path(), clock)), client(trusted, clock, *store::read_file(desk.root_path())) {}

  Desk desk;
  tuf::MemoryStore trusted;
  tuf::Client client;
};

TEST_F(ReleaseDesk, is_made_once_with_private_keys) {
  for (const char* key : {"offline/root", "offline/targets", "online/snapshot", "online/timestamp"}) {
    struct stat about{};
    ASSERT_EQ(::stat((desk_path() + "/keys/" + key + ".seed").c_str(), &about), 0) << key;
    EXPECT_EQ(about.st_mode & 0777U, 0600U) << key;
  }
  const auto again = Desk::init(desk_path(), clock);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Err::exists);
}

TEST_F(ReleaseDesk, an_empty_repository_is_already_a_whole_one) {
  EXPECT_TRUE(look(client, desk).ok());
  EXPECT_TRUE((*client.targets())->targets.empty());
}

TEST_F(ReleaseDesk, an_added_release_is_found_by_a_device_with_all_that_was_said_of_it) {
  const auto added = desk.add(release("1.1.0", 2));
  ASSERT_TRUE(added.ok()) << added.error().message;
  ASSERT_TRUE(look(client, desk).ok()) << client.outcome().error().message;
  const auto target = client.find("speaker-1-1.1.0.img");
  ASSERT_TRUE(target.ok());
  const auto info = tuf::parse_release_info(target->custom);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->version, "1.1.0");
  EXPECT_EQ(info->epoch, 2U);
  EXPECT_EQ(info->risk_zh, "风险。");
  EXPECT_EQ(info->interruption_s, 5U);
  const std::string file = desk.repository() + "/" + client.target_path("speaker-1-1.1.0.img", *target);
  EXPECT_TRUE(image::verify(file, info->root).ok());
  EXPECT_EQ(std::filesystem::file_size(file), target->length);
}

TEST_F(ReleaseDesk, what_is_said_of_an_image_must_be_what_it_says_of_itself) {
  Release other = release("1.1.0");
  other.info.version = "1.2.0";
  EXPECT_EQ(desk.add(other).error().code, Err::bad_value);
  other = release("1.1.0");
  other.info.model = "hub-1";
  EXPECT_NE(desk.add(other).error().message.find("the image says model speaker-1, the release says hub-1"), std::string::npos);
  other = release("1.1.0");
  other.info.epoch = 9;
  EXPECT_FALSE(desk.add(other).ok());
  ASSERT_TRUE(store::write_file(other.image, as_bytes("no image")).ok());
  EXPECT_FALSE(desk.add(other).ok());
  ASSERT_TRUE(look(client, desk).ok());
  EXPECT_TRUE((*client.targets())->targets.empty());
}

TEST_F(ReleaseDesk, a_missing_translation_stops_the_release_and_says_which) {
  Release half = release("1.1.0");
  half.info.risk_zh.clear();
  const auto refused = desk.add(half);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("--risk-en without --risk-zh"), std::string::npos);
  EXPECT_FALSE(refused.error().hint.empty());
  half = release("1.1.0");
  half.info.notes_zh = "说明";
  EXPECT_NE(desk.add(half).error().message.find("--notes-zh without --notes-en"), std::string::npos);
}

TEST_F(ReleaseDesk, a_security_release_says_which_risk_it_removes) {
  Release silent = release("1.1.0");
  silent.info.risk_en.clear();
  silent.info.risk_zh.clear();
  EXPECT_EQ(desk.add(silent).error().code, Err::bad_value);
  silent.info.security = false;
  EXPECT_TRUE(desk.add(silent).ok());
}

TEST_F(ReleaseDesk, a_deadline_is_signed_with_the_reason_and_a_days_notice) {
  Release critical = release("1.1.0");
  critical.info.deadline_s = clock.wall_s() + 7 * 86'400;
  Release mute = critical;
  mute.info.security = false;
  EXPECT_NE(desk.add(mute).error().message.find("must be a security release and say which risk"), std::string::npos);
  Release sudden = critical;
  sudden.info.deadline_s = clock.wall_s() + 3600;
  EXPECT_NE(desk.add(sudden).error().message.find("is less than a day from now"), std::string::npos);
  ASSERT_TRUE(desk.add(critical).ok());
  ASSERT_TRUE(look(client, desk).ok());
  const auto& target = (*client.targets())->targets.at("speaker-1-1.1.0.img");
  EXPECT_EQ(tuf::parse_release_info(target.custom)->deadline_s, critical.info.deadline_s);
}

TEST_F(ReleaseDesk, a_component_is_released_beside_the_system_and_is_for_nobody_else) {
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  Release component = release("1.1.0");
  component.info.component = "window-1";
  EXPECT_EQ(desk.add(component).error().message,
            component.image + ": the image says component speaker-1, the release says window-1");
  component.image = make_image("1.1.0", 1, "window-1");
  const auto added = desk.add(component);
  ASSERT_TRUE(added.ok()) << added.error().message;
  EXPECT_EQ(added->name, "speaker-1-window-1-1.1.0.img");
  ASSERT_TRUE(look(client, desk).ok());
  const auto info = tuf::parse_release_info(client.find(added->name)->custom);
  EXPECT_EQ(info->component, "window-1");
  EXPECT_EQ(info->model, "speaker-1");
  ASSERT_TRUE(desk.withdraw({"speaker-1", "1.1.0", "window-1"}).ok());
  ASSERT_TRUE(look(client, desk).ok());
  EXPECT_FALSE(client.find(added->name).ok());
  EXPECT_TRUE(client.find("speaker-1-1.1.0.img").ok());
  component.info.component = "../window";
  EXPECT_EQ(desk.add(component).error().message, "\"../window\" is no name of a component");
}

TEST_F(ReleaseDesk, a_version_is_released_once) {
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  EXPECT_EQ(desk.add(release("1.1.0")).error().code, Err::exists);
}

TEST_F(ReleaseDesk, a_withdrawn_release_is_no_longer_found) {
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  ASSERT_TRUE(look(client, desk).ok());
  ASSERT_TRUE(desk.withdraw({"speaker-1", "1.1.0"}).ok());
  ASSERT_TRUE(look(client, desk).ok());
  EXPECT_FALSE(client.find("speaker-1-1.1.0.img").ok());
  EXPECT_EQ(desk.withdraw({"speaker-1", "1.1.0"}).error().code, Err::not_found);
}

TEST_F(ReleaseDesk, refresh_renews_what_expires_daily_without_the_offline_keys) {
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  clock.advance_ms(2 * 86'400'000ULL);
  EXPECT_EQ(look(client, desk).error().code, Err::expired);
  std::filesystem::remove_all(desk_path() + "/keys/offline");
  const auto refreshed = Desk::open(desk_path(), clock)->refresh();
  ASSERT_TRUE(refreshed.ok()) << refreshed.error().message;
  EXPECT_TRUE(look(client, desk).ok());
  EXPECT_TRUE(client.find("speaker-1-1.1.0.img").ok());
}

TEST_F(ReleaseDesk, signs_for_as_long_as_it_was_told) {
  Desk hasty = *Desk::open(desk_path(), clock, {.root_s = 0, .targets_s = 1000, .snapshot_s = 1000, .timestamp_s = 10});
  ASSERT_TRUE(hasty.refresh().ok());
  EXPECT_TRUE(look(client, desk).ok());
  clock.advance_ms(11'000);
  EXPECT_EQ(look(client, desk).error().code, Err::expired);
}

TEST_F(ReleaseDesk, publishes_targets_first_and_the_timestamp_last) {
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  const auto paths = *desk.publication();
  ASSERT_EQ(paths.size(), 6U);
  EXPECT_TRUE(paths[0].starts_with("targets/") && paths[0].ends_with(".speaker-1-1.1.0.img"));
  EXPECT_TRUE(paths[1].starts_with("targets/") && paths[1].ends_with(".speaker-1-1.1.0.pack"));
  EXPECT_EQ(paths[2], "metadata/1.root.json");
  EXPECT_EQ(paths[3], "metadata/2.targets.json");
  EXPECT_EQ(paths[4], "metadata/2.snapshot.json");
  EXPECT_EQ(paths[5], "metadata/timestamp.json");
}

TEST_F(ReleaseDesk, a_folder_that_is_no_desk_is_said_to_be_none) {
  const auto none = Desk::open(folder / "nowhere", clock);
  ASSERT_FALSE(none.ok());
  EXPECT_NE(none.error().hint.find("cardea release init"), std::string::npos);
}

}  // namespace
}  // namespace cardea::release
