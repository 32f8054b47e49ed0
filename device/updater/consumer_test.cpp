// SPDX-License-Identifier: Apache-2.0
// What the consumer chose, what the maker may ask of him, and what he is told: choice, quiet hours, the past, the turn in a
// roll-out.
#include "contracts/board/trial_end.hpp"
#include "device/updater/updater_fixture.hpp"
#include "device/updater/why.hpp"

namespace cardea::updater {
namespace {

using contract::BootOutcome;
using contract::UpdateResult;
using contract::UpdateWhy;

using UpdateChoice = Device;
using UpdateQuietHours = Device;
using UpdatePast = Device;
using UpdateTurn = Device;

// --- the consumer's choice (5.3-6) ---

TEST_F(UpdateChoice, switched_off_it_waits_for_the_person) {
  steward.settings.automatic = false;
  release("1.1.0");
  start();
  check();
  EXPECT_TRUE(warden.tried.empty());
  EXPECT_FALSE(std::filesystem::exists(folder / "slot/image"));
  ASSERT_TRUE(updater->apply().ok());
  run();
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateChoice, postponed_it_waits_until_the_daily_check_after_the_date) {
  steward.settings.postponed_until_s = clock.wall_s() + 12 * 3600;
  release("1.1.0");
  repository.timestamp_days = 30;
  repository.publish();
  start();
  check();
  EXPECT_EQ(updater->report().phase, Phase::available);
  pass_ms(3 * kDayMs);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateChoice, there_is_nothing_to_apply_when_nothing_is_available) {
  start();
  EXPECT_EQ(updater->apply().error().code, Err::not_found);
  release("1.1.0");
  check();
  EXPECT_EQ(updater->apply().error().code, Err::not_found);  // already installed
}

TEST_F(UpdateChoice, settings_that_cannot_be_read_never_count_as_consent) {
  release("1.1.0");
  start();
  steward.away = true;
  check();
  EXPECT_TRUE(warden.tried.empty());
  EXPECT_EQ(updater->report().last_result, UpdateResult::unreachable);
}

TEST_F(UpdateChoice, postponed_to_a_day_it_is_installed_when_that_day_comes) {
  repository.timestamp_days = 30;
  release("1.1.0");
  steward.settings.postponed_until_s = clock.wall_s() + 3 * 3600;
  start();
  check();
  EXPECT_EQ(updater->report().install_at_s, steward.settings.postponed_until_s);
  pass_ms(3 * 3600 * 1000 - 1000);
  EXPECT_TRUE(warden.tried.empty());
  pass_ms(1000);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateChoice, cannot_postpone_a_critical_release_beyond_its_deadline) {
  repository.timestamp_days = 30;
  const std::int64_t deadline_s = clock.wall_s() + 5 * 3600;
  release_critical("1.1.0", deadline_s);
  steward.settings.postponed_until_s = clock.wall_s() + 20 * 24 * 3600;
  start();
  check();
  EXPECT_EQ(updater->report().deadline_s, deadline_s);
  EXPECT_EQ(updater->report().install_at_s, deadline_s);
  pass_ms(5 * 3600 * 1000 - 1000);
  EXPECT_TRUE(warden.tried.empty());
  pass_ms(1000);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateChoice, turned_off_holds_beyond_every_deadline) {
  repository.timestamp_days = 30;
  release_critical("1.1.0", clock.wall_s() + 3600);
  steward.settings.automatic = false;
  start();
  check();
  pass_ms(2 * kDayMs);
  EXPECT_EQ(updater->report().phase, Phase::available);
  EXPECT_EQ(updater->report().install_at_s, 0);
  EXPECT_TRUE(warden.tried.empty());
}

// --- quiet hours (5.3-12) ---

TEST_F(UpdateQuietHours, end_before_the_device_restarts_and_what_was_found_is_already_installed) {
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  const auto report = updater->report();
  EXPECT_EQ(report.phase, Phase::installed_waiting_for_restart);
  EXPECT_EQ(read(folder / "slot/image"), repository.file(image_path("1.1.0")));
  EXPECT_GT(report.restart_at_s, clock.wall_s() + 5 * 3600);
  EXPECT_LE(report.restart_at_s, clock.wall_s() + 6 * 3600);
  pass_minutes(5 * 60 - 1);
  EXPECT_TRUE(warden.tried.empty());
  pass_minutes(62);
  EXPECT_EQ(warden.tried.size(), 1U);
  EXPECT_EQ(updater->report().restart_at_s, 0);
}

TEST_F(UpdateQuietHours, do_not_keep_a_person_from_restarting_now) {
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  ASSERT_TRUE(warden.tried.empty());
  ASSERT_TRUE(updater->apply().ok());
  run();
  EXPECT_EQ(warden.tried.size(), 1U);
  pass_minutes(7 * 60);
  EXPECT_EQ(warden.tried.size(), 1U);  // once
}

TEST_F(UpdateQuietHours, do_not_hold_what_a_person_asked_for) {
  steward.settings.automatic = false;
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  ASSERT_TRUE(updater->apply().ok());
  run();
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateQuietHours, hold_a_critical_release_no_longer_than_its_deadline) {
  release_critical("1.1.0", clock.wall_s() + 2 * 3600);
  be_quiet_for_h(6);
  start();
  check();
  EXPECT_EQ(updater->report().restart_at_s, clock.wall_s() + 2 * 3600);
  pass_minutes(2 * 60);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateQuietHours, that_are_taken_back_are_over_within_a_minute) {
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  steward.settings.quiet.on = false;
  pass_minutes(1);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateQuietHours, are_time_enough_to_change_ones_mind) {
  repository.timestamp_days = 30;
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  steward.settings.automatic = false;
  pass_minutes(7 * 60);
  EXPECT_EQ(updater->report().phase, Phase::available);
  EXPECT_TRUE(warden.tried.empty());
  ASSERT_TRUE(updater->apply().ok());
  run();
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateQuietHours, are_time_enough_for_the_maker_to_take_it_back) {
  repository.timestamp_days = 30;
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  repository.targets.erase("speaker-1-1.1.0.img");
  repository.publish();
  pass_minutes(7 * 60);
  EXPECT_TRUE(warden.tried.empty());
  EXPECT_EQ(updater->report().phase, Phase::idle);
  EXPECT_EQ(updater->report().available_version, "");
}

TEST_F(UpdateQuietHours, end_with_the_newer_release_when_one_came_meanwhile) {
  repository.timestamp_days = 30;
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  release("1.2.0");
  pass_minutes(7 * 60);
  ASSERT_EQ(warden.tried.size(), 1U);
  EXPECT_EQ(warden.tried[0].version, "1.2.0");
}

TEST_F(UpdateQuietHours, end_as_they_should_when_the_service_is_away) {
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  courier.silent = 1000;
  pass_minutes(7 * 60);
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateQuietHours, survive_a_power_cut_as_an_update_that_is_downloaded_again) {
  release("1.1.0");
  be_quiet_for_h(6);
  start();
  check();
  start();
  EXPECT_EQ(updater->report().last_result, UpdateResult::none);
  EXPECT_EQ(updater->report().phase, Phase::idle);
  check();
  EXPECT_EQ(updater->report().phase, Phase::installed_waiting_for_restart);
}

// --- what became of updates ---

TEST_F(UpdatePast, is_told_newest_first_with_a_word_for_why) {
  start({BootOutcome::confirmed, "1.1.0", "", ""});
  start({BootOutcome::fell_back, "1.1.0", "1.2.0", "gate exited with code 9" + std::string(board::trial_end::kPartEnded)});
  const auto past = updater->report().past;
  ASSERT_EQ(past.size(), 2U);
  EXPECT_EQ(past[0].version, "1.2.0");
  EXPECT_EQ(past[0].result, UpdateResult::fell_back);
  EXPECT_EQ(past[0].why, UpdateWhy::part_ended);
  EXPECT_EQ(past[0].at_s, clock.wall_s());
  EXPECT_EQ(past[1].why, UpdateWhy::installed);
  EXPECT_EQ(updater->report().last_why, UpdateWhy::part_ended);
}

TEST_F(UpdatePast, has_a_word_for_each_way_in_which_a_trial_ends) {
  namespace end = board::trial_end;
  EXPECT_EQ(why_of_trial(std::string(end::kHung)), UpdateWhy::hung);
  EXPECT_EQ(why_of_trial(std::string(end::kNotHealthy)), UpdateWhy::not_healthy);
  EXPECT_EQ(why_of_trial("slot b" + std::string(end::kNotStarted) + "it is not the signed one"), UpdateWhy::not_started);
  EXPECT_EQ(why_of_trial(std::string(end::kAltered) + "bin/gate differs"), UpdateWhy::altered);
  EXPECT_EQ(why_of_trial("warden was ended by signal 11"), UpdateWhy::other);
}

TEST_F(UpdatePast, is_not_filled_by_a_service_that_is_away) {
  release("1.1.0");
  start();
  courier.silent = 1000;
  check();
  for (int i = 0; i < kTriesMax; ++i) pass_ms(kFirstPauseMs << i);
  EXPECT_EQ(updater->report().last_why, UpdateWhy::service_away);
  EXPECT_TRUE(updater->report().past.empty());
}

// --- its turn in a staged roll-out (5.9-3) ---

TEST_F(UpdateTurn, is_waited_for_as_the_service_asked_and_nobody_is_alarmed) {
  release("1.1.0");
  start();
  courier.turn_in_s = 3600;
  check();
  const auto report = updater->report();
  EXPECT_EQ(report.phase, Phase::available);
  EXPECT_EQ(report.available_version, "1.1.0");
  EXPECT_EQ(report.turn_at_s, clock.wall_s() + 3600);
  EXPECT_EQ(report.last_result, UpdateResult::none);
  EXPECT_FALSE(steward.has_event("update-installing"));
  EXPECT_FALSE(steward.has_event("update-failed"));
  EXPECT_EQ(steward.failures, 0);
  courier.turn_in_s = 0;
  pass_ms(3600 * 1000);
  EXPECT_EQ(warden.tried.size(), 1U);
  EXPECT_EQ(updater->report().turn_at_s, 0);
}

TEST_F(UpdateTurn, has_come_when_the_service_hints_and_is_not_waited_out) {
  release("1.1.0");
  start();
  courier.turn_in_s = 86'400;
  check();
  courier.turn_in_s = 0;
  check();  // what the hint asks for
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateTurn, that_is_always_in_a_second_keeps_nobody_busy_and_fills_no_log) {
  release("1.1.0");
  start();
  courier.turn_in_s = 1;
  check();
  courier.asked.clear();
  for (int second = 0; second < 14 * 60; ++second) pass_ms(1000);
  EXPECT_TRUE(courier.asked.empty());
  for (int i = 0; i < 20; ++i) check();
  EXPECT_EQ(
      std::count_if(steward.events.begin(), steward.events.end(), [](const auto& e) { return e.first == "update-available"; }),
      1);
}

TEST_F(UpdateTurn, is_remembered_for_a_person_who_asked_although_updates_are_off) {
  steward.settings.automatic = false;
  release("1.1.0");
  start();
  check();
  courier.turn_in_s = 3600;
  ASSERT_TRUE(updater->apply().ok());
  run();
  EXPECT_EQ(updater->report().phase, Phase::available);
  courier.turn_in_s = 0;
  check();  // the hint
  EXPECT_EQ(warden.tried.size(), 1U);
}

}  // namespace
}  // namespace cardea::updater
