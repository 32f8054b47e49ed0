// SPDX-License-Identifier: Apache-2.0
// Settings, events and telemetry: bounds, roles, consent; and what a full or read-only disk does.
#include "device/steward/test_household.hpp"

namespace cardea::steward {
namespace {

using test::TestHousehold;

contract::Settings consenting(TestHousehold& home, const SecretBytes& token) {
  auto settings = home.steward().read_settings(token);
  settings->telemetry_consent = true;
  auto written = home.steward().write_settings(token, *settings);
  EXPECT_TRUE(written);
  return *written;
}

TEST(Settings, start_without_consent_and_with_automatic_updates) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  const auto settings = home.steward().read_settings(token);
  ASSERT_TRUE(settings);
  EXPECT_FALSE(settings->telemetry_consent);
  EXPECT_TRUE(settings->automatic_updates);
  EXPECT_EQ(settings->device_name, "Lumen SP-1");
  EXPECT_EQ(settings->language, "en");
}

TEST(Settings, are_written_by_the_administrator_only) {
  TestHousehold home;
  const SecretBytes admin = home.admin();
  const SecretBytes user = home.user();
  auto settings = home.steward().read_settings(user);
  ASSERT_TRUE(settings);
  settings->device_name = "Kitchen";
  EXPECT_EQ(home.steward().write_settings(user, *settings).error().code, Err::refused);
  ASSERT_TRUE(home.steward().write_settings(admin, *settings));
  home.restart();
  EXPECT_EQ(home.steward().read_settings(user)->device_name, "Kitchen");
}

TEST(Settings, out_of_bounds_change_nothing) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  const auto good = *home.steward().read_settings(token);
  for (int i = 0; i < 10; ++i) {
    contract::Settings bad = good;
    bad.automatic_updates = false;
    if (i == 0) bad.device_name = "";
    if (i == 1) bad.device_name = std::string(65, 'x');
    if (i == 2) bad.device_name = "a\nb";
    if (i == 3) bad.language = "fr";
    if (i == 4) bad.updates_postponed_until_s = home.clock.wall_s() + kPostponeMaxS + 1;
    if (i == 5) bad.quiet = {true, contract::kDayMinutes, 0, 0};
    if (i == 6) bad.quiet = {true, 0, contract::kDayMinutes, 0};
    if (i == 7) bad.quiet = {true, 60, 60, 0};
    if (i == 8) bad.quiet = {true, 60, 120, contract::kUtcOffsetMaxMin + 1};
    if (i == 9) bad.quiet = {true, 60, 120, contract::kUtcOffsetMinMin - 1};
    EXPECT_EQ(home.steward().write_settings(token, bad).error().code, Err::bad_value) << i;
  }
  EXPECT_TRUE(home.steward().read_settings(token)->automatic_updates);
}

TEST(Settings, a_postponement_ends_by_itself) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  auto settings = *home.steward().read_settings(token);
  settings.updates_postponed_until_s = home.clock.wall_s() + 60;
  ASSERT_TRUE(home.steward().write_settings(token, settings));
  EXPECT_EQ(home.steward().read_update_settings()->postponed_until_s, home.clock.wall_s() + 60);
  home.clock.advance_ms(60'000);
  EXPECT_EQ(home.steward().read_update_settings()->postponed_until_s, 0);
}

TEST(Settings, quiet_hours_are_off_until_they_are_chosen_and_then_kept) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  auto settings = *home.steward().read_settings(token);
  EXPECT_FALSE(settings.quiet.on);
  settings.quiet = {true, 22 * 60, 7 * 60, -210};
  ASSERT_TRUE(home.steward().write_settings(token, settings));
  const auto quiet = home.steward().read_update_settings()->quiet;
  EXPECT_TRUE(quiet.on);
  EXPECT_EQ(quiet.from_min, 22U * 60);
  EXPECT_EQ(quiet.to_min, 7U * 60);
  EXPECT_EQ(quiet.utc_offset_min, -210);
  settings.quiet.on = false;
  ASSERT_TRUE(home.steward().write_settings(token, settings));
  EXPECT_FALSE(home.steward().read_update_settings()->quiet.on);
}

TEST(UpdateSettings, say_when_the_device_is_initialized) {
  TestHousehold home;
  EXPECT_FALSE(home.steward().read_update_settings()->initialized);
  home.admin();
  EXPECT_TRUE(home.steward().read_update_settings()->initialized);
}

TEST(Events, are_for_the_administrator_newest_first) {
  TestHousehold home;
  const SecretBytes admin = home.admin();
  const SecretBytes user = home.user();
  ASSERT_TRUE(home.steward().record_event("update-confirmed", "version 2"));
  EXPECT_EQ(home.steward().read_events(user, 10).error().code, Err::refused);
  const auto list = home.steward().read_events(admin, 2);
  ASSERT_TRUE(list);
  ASSERT_EQ(list->events.size(), 2U);
  EXPECT_EQ(list->events[0].kind, "update-confirmed");
}

TEST(Events, are_bounded_in_number_and_text) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  for (std::int64_t i = 0; i < kEventsMax + 50; ++i) ASSERT_TRUE(home.steward().record_event("kind", std::string(2000, 'x')));
  auto count = home.db().prepare("SELECT count(*) FROM event");
  ASSERT_TRUE(count->step());
  EXPECT_EQ(count->integer(0), kEventsMax);
  EXPECT_EQ(home.steward().read_events(token, 1)->events[0].text.size(), kEventTextMax);
  const auto list = home.steward().read_events(token, 0xffffffff);
  ASSERT_TRUE(list);
  EXPECT_LT(ipc::encode(*const_cast<contract::EventList*>(&*list)).size(), ipc::kMaxFrame);
}

TEST(Events, an_entry_cannot_forge_another_line) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  ASSERT_TRUE(home.steward().record_event("kind", "one\ntwo \xff \x1b[31m"));
  EXPECT_EQ(home.steward().read_events(token, 1)->events[0].text, "one?two ? ?[31m");
  EXPECT_EQ(home.steward().record_event("Kind of magic", "x").error().code, Err::bad_value);
}

TEST(Telemetry, an_undeclared_name_or_an_impossible_value_is_refused) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  consenting(home, token);
  EXPECT_EQ(home.steward().record_telemetry("contacts", 1).error().code, Err::refused);
  EXPECT_EQ(home.steward().record_telemetry("uptime_hours", 10'001).error().code, Err::bad_value);
  EXPECT_EQ(home.steward().record_telemetry("uptime_hours", -1).error().code, Err::bad_value);
  EXPECT_TRUE(home.steward().take_telemetry(100)->points.empty());
}

TEST(Telemetry, nothing_is_kept_before_consent) {
  TestHousehold home;
  ASSERT_TRUE(home.steward().record_telemetry("uptime_hours", 1));
  const SecretBytes token = home.admin();
  ASSERT_TRUE(home.steward().record_telemetry("uptime_hours", 2));
  consenting(home, token);
  EXPECT_TRUE(home.steward().take_telemetry(100)->points.empty());
  ASSERT_TRUE(home.steward().record_telemetry("uptime_hours", 3));
  const auto batch = home.steward().take_telemetry(100);
  ASSERT_EQ(batch->points.size(), 1U);
  EXPECT_EQ(batch->points[0].value, 3);
}

TEST(Telemetry, withdrawal_of_consent_empties_the_queue) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  auto settings = consenting(home, token);
  ASSERT_TRUE(home.steward().record_telemetry("uptime_hours", 3));
  settings.telemetry_consent = false;
  ASSERT_TRUE(home.steward().write_settings(token, settings));
  EXPECT_TRUE(home.steward().take_telemetry(100)->points.empty());
  consenting(home, token);
  EXPECT_TRUE(home.steward().take_telemetry(100)->points.empty());
}

TEST(Telemetry, is_forgotten_only_when_it_is_delivered_and_survives_a_restart) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  consenting(home, token);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(home.steward().record_telemetry("uptime_hours", i));
  const auto batch = home.steward().take_telemetry(3);
  ASSERT_EQ(batch->points.size(), 3U);
  home.restart();
  EXPECT_EQ(home.steward().take_telemetry(100)->points.size(), 5U);
  ASSERT_TRUE(home.steward().telemetry_delivered(batch->last_id));
  EXPECT_EQ(home.steward().take_telemetry(100)->points.size(), 2U);
}

TEST(Telemetry, the_queue_is_bounded_and_the_oldest_gives_way) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  consenting(home, token);
  for (std::int64_t i = 0; i < kTelemetryMax + 10; ++i) ASSERT_TRUE(home.steward().record_telemetry("uptime_hours", i));
  EXPECT_EQ(home.steward().take_telemetry(1)->points[0].value, 10);
}

TEST(Storage, a_disk_that_takes_no_more_refuses_changes_and_still_reads) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  ASSERT_TRUE(home.db().run("PRAGMA max_page_count = 1"));  // SQLite raises it to the present size: not a page more
  std::optional<Err> full;
  for (int i = 0; i < 400 && !full; ++i) {
    const Status recorded = home.steward().record_event("kind", std::string(400, 'x'));
    if (!recorded) full = recorded.error().code;
  }
  EXPECT_EQ(full, Err::io);
  EXPECT_TRUE(home.steward().check_session(token));
  EXPECT_TRUE(home.steward().read_settings(token));
  EXPECT_TRUE(home.steward().read_events(token, 10));
}

TEST(Storage, a_read_only_state_folder_refuses_changes_and_still_reads) {
  TestHousehold home;
  const SecretBytes token = home.admin();
  ASSERT_TRUE(home.db().run("PRAGMA query_only = ON"));
  auto settings = *home.steward().read_settings(token);
  settings.device_name = "Kitchen";
  EXPECT_FALSE(home.steward().write_settings(token, settings));
  EXPECT_FALSE(home.sign_in("ada", test::kGood));
  home.clock.advance_ms(10 * 60'000);
  EXPECT_TRUE(home.steward().check_session(token));
  EXPECT_EQ(home.steward().read_settings(token)->device_name, "Lumen SP-1");
}

TEST(Alert, is_part_of_the_state_until_the_next_start) {
  test::TestHousehold home;
  EXPECT_TRUE(home.steward().read_state().alert.empty());
  home.steward().alert("a file was changed");
  EXPECT_EQ(home.steward().read_state().alert, "a file was changed");
  home.restart();
  EXPECT_TRUE(home.steward().read_state().alert.empty());
}

}  // namespace
}  // namespace cardea::steward
