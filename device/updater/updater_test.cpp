// SPDX-License-Identifier: Apache-2.0
// A device and its maker, from the first check to the confirmed trial, and everything that may go wrong between.
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

using contract::BootNews;
using contract::BootOutcome;
using contract::UpdateResult;

using Update = Device;
using UpdateRefusal = Device;
using UpdateHour = Device;
using UpdateTrial = Device;
using UpdatePowerCut = Device;

TEST_F(Update, is_found_verified_installed_and_handed_to_warden) {
  release("1.1.0");
  start();
  check();
  ASSERT_EQ(warden.tried.size(), 1U);
  const Buffer published = repository.file(image_path("1.1.0"));
  EXPECT_EQ(read(folder / "slot/image"), published);
  EXPECT_EQ(warden.tried[0].version, "1.1.0");
  EXPECT_EQ(warden.tried[0].size, published.size());
  EXPECT_EQ(warden.tried[0].image_sha256, crypto::sha256(published));
  EXPECT_EQ(updater->report().phase, Phase::installed_waiting_for_restart);
  EXPECT_EQ(updater->report().permille, 1000U);
  EXPECT_TRUE(steward.has_event("update-available"));
  EXPECT_TRUE(steward.has_event("update-installing"));
}

TEST_F(Update, tells_what_the_consumer_should_know_before_it_is_installed) {
  steward.settings.automatic = false;
  release("1.1.0");
  start();
  check();
  const auto report = updater->report();
  EXPECT_EQ(report.phase, Phase::available);
  EXPECT_EQ(report.running_version, "1.0.0");
  EXPECT_EQ(report.available_version, "1.1.0");
  EXPECT_TRUE(report.security);
  EXPECT_EQ(report.risk_en, "A risk.");
  EXPECT_EQ(report.risk_zh, "风险。");
  EXPECT_EQ(report.interruption_s, 5U);
  EXPECT_EQ(report.last_check_s, clock.wall_s());
}

TEST_F(Update, progress_is_told_while_it_is_downloaded) {
  release("1.1.0");
  start();
  ASSERT_TRUE(updater->check().ok());
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 100 && warden.tried.empty(); ++i) {
    loop->turn(0);
    if (updater->report().phase == Phase::downloading) seen.insert(updater->report().permille);
  }
  EXPECT_GT(seen.size(), 3U);
  EXPECT_LE(*seen.rbegin(), 1000U);
}

TEST_F(Update, nothing_newer_is_no_result_to_worry_about) {
  release("1.0.0");
  start();
  check();
  EXPECT_EQ(updater->report().phase, Phase::idle);
  EXPECT_EQ(updater->report().last_result, UpdateResult::none);
  EXPECT_EQ(updater->report().last_reason, "The newest version is running.");
  EXPECT_TRUE(steward.events.empty());
}

TEST_F(Update, a_second_check_during_the_work_is_no_second_work) {
  release("1.1.0");
  start();
  ASSERT_TRUE(updater->check().ok());
  for (int i = 0; i < 30; ++i) {
    loop->turn(0);
    EXPECT_TRUE(updater->check().ok());
  }
  run();
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(Update, before_warden_has_told_what_runs_nothing_is_looked_for) {
  const Settings settings = this->settings();
  tuf::MemoryStore memory;
  Updater early(*loop, Peers{courier, steward, vault, warden}, memory, settings, [](std::uint64_t) { return std::uint64_t{0}; },
                *worker);
  EXPECT_EQ(early.check().error().code, Err::unavailable);
}

// --- when it looks (5.3-5) ---

TEST_F(UpdateHour, begins_after_initialization_and_not_before) {
  steward.settings.initialized = false;
  repository.timestamp_days = 30;
  release("1.1.0");
  start();
  pass_ms(kDayMs);
  check();
  EXPECT_TRUE(courier.asked.empty());
  steward.settings.initialized = true;
  pass_ms(kSetUpPollMs);
  pass_ms(kAfterSetUpMs);
  EXPECT_FALSE(courier.asked.empty());
  EXPECT_EQ(warden.tried.size(), 1U);
}

TEST_F(UpdateHour, looks_every_day_by_itself) {
  repository.timestamp_days = repository.snapshot_days = 300;
  release("1.0.0");
  start();
  int checks = 0;
  std::int64_t last = 0;
  for (int hour = 0; hour < 24 * 10; ++hour) {
    pass_ms(60 * kMinuteMs);
    if (updater->report().last_check_s != last) ++checks;
    last = updater->report().last_check_s;
  }
  EXPECT_GE(checks, 9);
  EXPECT_LE(checks, 11);
}

TEST_F(UpdateHour, an_unreachable_service_is_tried_again_within_the_hour) {
  release("1.1.0");
  start();
  courier.silent = kTriesMax;
  check();
  for (int i = 0; i < kTriesMax; ++i) pass_ms(kFirstPauseMs << i);
  EXPECT_EQ(updater->report().last_result, UpdateResult::unreachable);
  EXPECT_EQ(updater->report().last_reason, "The update repository cannot be reached now.");
  EXPECT_EQ(updater->report().last_check_s, 0);
  EXPECT_FALSE(steward.has_event("update-refused"));
  EXPECT_EQ(steward.failures, 0);
  pass_ms(60 * kMinuteMs);
  EXPECT_EQ(warden.tried.size(), 1U);
}

// --- refusals (5.3-9, 5.3-10) ---

TEST_F(UpdateRefusal, metadata_signed_by_a_stranger) {
  release("1.1.0");
  repository.keys(tuf::RoleName::targets) = {tuf::TestRepository::new_key()};
  repository.publish();
  start();
  expect_refusal("targets metadata is refused: not signed by enough");
}

TEST_F(UpdateRefusal, an_older_timestamp_than_was_seen) {
  release("1.0.0");
  start();
  check();
  const Buffer seen = repository.file("metadata/timestamp.json");
  release("1.1.0");
  steward.settings.automatic = false;
  check();
  repository.files["metadata/timestamp.json"] = seen;
  start();
  expect_refusal("is older than version");
}

TEST_F(UpdateRefusal, an_older_release_signed_by_the_maker) {
  release("0.9.0");
  start();
  expect_refusal("refused as a rollback");
  EXPECT_EQ(updater->report().last_version, "0.9.0");
}

// The maker took 1.0.0 back and says that 0.9.0 may follow it: an older version on his word, downloaded and tried like any other.
TEST_F(Update, goes_back_to_an_older_release_when_the_maker_takes_the_running_one_back) {
  const Buffer image = make_image("0.9.0");
  tuf::ReleaseInfo older = info("0.9.0");
  older.back_from = "1.0.0";
  repository.add_target("speaker-1-0.9.0.img", image, tuf::encode_release_info(older));
  repository.publish();
  start();
  check();
  ASSERT_EQ(warden.tried.size(), 1U);
  EXPECT_EQ(warden.tried[0].version, "0.9.0");
}

TEST_F(UpdateRefusal, a_release_below_the_epoch) {
  vault.epoch = 5;
  release("1.1.0", 4);
  start();
  expect_refusal("below this device's 5");
}

TEST_F(UpdateRefusal, expired_metadata_with_its_date) {
  release("1.1.0");
  start();
  clock.set_wall_s(clock.wall_s() + 2 * 24 * 3600);
  expect_refusal("timestamp metadata expired at 2027-01-16");
}

TEST_F(UpdateRefusal, a_changed_byte_in_the_download) {
  release("1.1.0");
  repository.file(image_path("1.1.0"))[200'000] ^= 1;
  start();
  expect_refusal("not what the maker signed: a block of the image is not what its root hash vouches for");
  EXPECT_EQ(updater->report().last_version, "1.1.0");
}

TEST_F(UpdateRefusal, a_download_that_ends_too_early_or_never) {
  release("1.1.0");
  const std::string path = image_path("1.1.0");
  const Buffer whole = repository.file(path);
  repository.file(path).resize(100'000);
  start();
  expect_refusal("ends too early");
  repository.file(path) = whole;
  courier.endless_after = 128U << 10;
  expect_refusal("not what the maker signed");
  EXPECT_LE(std::filesystem::file_size(folder / "slot/image"), whole.size());
}

TEST_F(UpdateRefusal, an_image_for_another_model_under_our_name) {
  const Buffer foreign = make_image("1.1.0", 1, "camera-1");
  repository.add_target("speaker-1-1.1.0.img", foreign, tuf::encode_release_info(info("1.1.0")));
  repository.publish();
  start();
  expect_refusal("for another model");
}

TEST_F(UpdateRefusal, is_not_repeated_before_the_next_day) {
  release("1.1.0");
  repository.file(image_path("1.1.0"))[200'000] ^= 1;
  start();
  check();
  const std::size_t asked = courier.asked.size();
  pass_ms(60 * kMinuteMs);
  EXPECT_EQ(courier.asked.size(), asked);
}

TEST_F(UpdateRefusal, is_forgotten_when_an_honest_check_follows) {
  release("0.9.0");
  start();
  expect_refusal("rollback");
  release("1.0.0");
  check();
  EXPECT_EQ(updater->report().last_result, UpdateResult::none);
}

TEST_F(UpdateRefusal, a_signed_target_that_is_missing_is_a_failure) {
  release("1.1.0");
  repository.files.erase(image_path("1.1.0"));
  start();
  check();
  EXPECT_EQ(updater->report().last_result, UpdateResult::failed);
  EXPECT_TRUE(steward.has_event("update-failed"));
}

TEST_F(UpdateRefusal, a_slot_that_cannot_be_written_is_a_failure_that_says_so) {
  release("1.1.0");
  std::filesystem::remove_all(folder / "slot");
  start();
  check();
  EXPECT_EQ(updater->report().last_result, UpdateResult::failed);
  EXPECT_NE(updater->report().last_reason.find("cannot be written"), std::string::npos);
  EXPECT_EQ(updater->report().phase, Phase::idle);
}

TEST_F(UpdateRefusal, by_warden_is_told_and_leaves_the_running_system) {
  release("1.1.0");
  warden.refuses = true;
  start();
  check();
  EXPECT_EQ(updater->report().phase, Phase::idle);
  EXPECT_EQ(updater->report().last_result, UpdateResult::refused);
  EXPECT_NE(updater->report().last_reason.find("was not taken for a trial"), std::string::npos);
  start();  // an ordinary start afterwards does not speak of a trial
  EXPECT_EQ(updater->report().last_result, UpdateResult::refused);
}

// --- the trial ---

TEST_F(UpdateTrial, a_confirmed_one_is_a_success_and_checks_go_on) {
  release("1.1.0");
  start();
  check();
  start({BootOutcome::trial_running, "1.1.0", "", ""});
  EXPECT_EQ(updater->report().phase, Phase::on_trial);
  EXPECT_EQ(updater->report().running_version, "1.1.0");
  EXPECT_TRUE(updater->check().ok());
  run();
  EXPECT_EQ(updater->report().phase, Phase::on_trial);  // not now
  updater->boot_news({BootOutcome::confirmed, "1.1.0", "", ""});
  run();
  EXPECT_EQ(updater->report().phase, Phase::idle);
  EXPECT_EQ(updater->report().last_result, UpdateResult::succeeded);
  EXPECT_EQ(updater->report().last_version, "1.1.0");
  check();
  EXPECT_EQ(updater->report().last_result, UpdateResult::succeeded);
}

TEST_F(UpdateTrial, one_that_fell_back_is_told_with_its_reason_and_not_tried_again) {
  release("1.1.0");
  start();
  check();
  start({BootOutcome::fell_back, "1.0.0", "1.1.0", "gate ended at once"});
  EXPECT_EQ(updater->report().last_result, UpdateResult::fell_back);
  EXPECT_EQ(updater->report().last_reason, "Version 1.1.0 did not work on this device and was taken back: gate ended at once.");
  EXPECT_EQ(steward.failures, 1);
  warden.tried.clear();
  check();
  EXPECT_TRUE(warden.tried.empty());
  EXPECT_EQ(updater->report().last_result, UpdateResult::fell_back);
  EXPECT_NE(updater->report().last_reason.find("not tried again"), std::string::npos);
  start();  // nor after a restart
  check();
  EXPECT_TRUE(warden.tried.empty());
  release("1.1.1");
  check();
  ASSERT_EQ(warden.tried.size(), 1U);
  EXPECT_EQ(warden.tried[0].version, "1.1.1");
}

TEST_F(UpdateTrial, one_that_fell_back_may_be_tried_again_from_another_version) {
  release("1.2.0");
  start({BootOutcome::fell_back, "1.0.0", "1.2.0", "it needed more than 1.0.0 has"});
  repository.targets.clear();
  release("1.1.0");
  check();
  start({BootOutcome::confirmed, "1.1.0", "", ""});
  warden.tried.clear();
  release("1.2.0");
  check();
  ASSERT_EQ(warden.tried.size(), 1U);
  EXPECT_EQ(warden.tried[0].version, "1.2.0");
}

TEST_F(UpdateTrial, a_cut_between_confirming_and_telling_is_a_success_all_the_same) {
  release("1.1.0");
  start();
  check();
  start({BootOutcome::normal, "1.1.0", "", ""});
  EXPECT_EQ(updater->report().last_result, UpdateResult::succeeded);
}

TEST_F(UpdateTrial, one_that_never_began_is_told) {
  release("1.1.0");
  start();
  check();
  start({BootOutcome::normal, "1.0.0", "", ""});
  EXPECT_EQ(updater->report().last_result, UpdateResult::failed);
  EXPECT_NE(updater->report().last_reason.find("its trial did not begin"), std::string::npos);
}

// --- power cuts: after any number of turns of the loop the process is gone; the next start must come through ---

TEST_F(UpdatePowerCut, at_any_moment_is_followed_by_a_whole_update) {
  release("1.1.0");
  int cuts = 0;
  for (bool whole = false; !whole; ++cuts) {
    ASSERT_LT(cuts, 300);
    std::filesystem::remove_all(folder / "state");
    std::filesystem::remove_all(folder / "slot");
    std::filesystem::create_directories(folder / "state");
    std::filesystem::create_directories(folder / "slot");
    warden.tried.clear();
    start();
    ASSERT_TRUE(updater->check().ok());
    for (int turn = 0; turn < cuts; ++turn) loop->turn(0);
    whole = !warden.tried.empty();
    warden.tried.clear();
    start();  // the power came back; warden did not take the image
    check();
    ASSERT_EQ(warden.tried.size(), 1U) << "cut after " << cuts << " turns: " << updater->report().last_reason;
    EXPECT_EQ(crypto::sha256(read(folder / "slot/image")), warden.tried[0].image_sha256);
  }
  EXPECT_GT(cuts, 10);
}

TEST_F(UpdatePowerCut, a_torn_history_is_begun_anew) {
  release("1.1.0");
  std::ofstream(folder / "state/history") << "torn";
  start();
  check();
  EXPECT_EQ(warden.tried.size(), 1U);
}

}  // namespace
}  // namespace cardea::updater
