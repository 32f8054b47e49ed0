// SPDX-License-Identifier: Apache-2.0
#include "device/warden/warden.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "device/boards/tpm_link.hpp"
#include "device/warden/factory_reset.hpp"
#include "device/warden/fake_device.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/image/image.hpp"

namespace cardea::warden {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class WardenTest : public ::testing::Test {
 protected:
  WardenTest() {
    for (const char* folder : {"boot", "state/steward", "slots/b"}) std::filesystem::create_directories(folder_ / folder);
    around_.device = folder_.path();
    around_.running = {"1.0.0", 4096, 1, {}, {}};
    around_.listeners = {{"Intf-LocalHttps", 99}};
    around_.addresses = "Intf-LocalHttps=127.0.0.1:8443";
    around_.self = {"warden", 1, 0, 0, {}};
    board_.inactive = folder_ / "slots/b/image";
  }

  void start() {
    warden_ = std::make_unique<Warden>(*loop_, board_, processes_, around_);
    ASSERT_TRUE(warden_->start().ok());
  }
  void start_and_ready() {
    start();
    all_ready();
  }
  void on_trial() {
    around_.on_trial = true;
    around_.running.version = "2.0.0";
    around_.running.epoch = 3;
  }
  void all_ready() {
    for (const auto process : peer::kProcesses) say_ready(process);
    settle();
  }
  void say_ready(std::string_view process) {
    processes_.at(process).warden->tell(contract::Ready{{{"seccomp", true, ""}, {"user", false, "not root"}}});
  }
  void settle() {
    while (loop_->turn(0) != 0) continue;
  }
  void pass_ms(std::uint64_t ms) {
    for (std::uint64_t passed = 0; passed < ms; passed += 100) {
      clock_.advance_ms(100);
      settle();
    }
  }
  void dies(std::string_view process, const std::string& how = "was ended by signal 9") {
    const int pid = processes_.at(process).pid;
    processes_.running.erase(std::string(process));
    warden_->child_ended(pid, how);
    settle();
  }
  // Every process that was told to stop does so; the loop then has nothing left of this set.
  void all_obey_stop() {
    std::vector<std::string> names;
    for (const auto& [name, process] : processes_.running) {
      if (process->stopped) names.push_back(name);
    }
    for (const auto& name : names) dies(name, "exited with code 0");
    settle();
  }
  template <ipc::Message Ask>
  std::optional<Result<typename Ask::Reply>> ask(std::string_view process, Ask request) {
    std::optional<Result<typename Ask::Reply>> answer;
    processes_.at(process).warden->ask(std::move(request), [&](Result<typename Ask::Reply> got) { answer = std::move(got); });
    settle();
    return answer;
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
  testing::FakeBoard board_;
  testing::FakeLauncher processes_{*loop_};
  Surroundings around_;
  std::unique_ptr<Warden> warden_;
};

TEST_F(WardenTest, starts_each_process_in_order_with_its_peers_of_the_table_and_no_others) {
  start();
  EXPECT_THAT(processes_.launched, ElementsAre("vault", "steward", "updater", "courier", "gate"));
  EXPECT_THAT(processes_.at("vault").peers, UnorderedElementsAre("warden", "steward", "gate", "courier", "updater"));
  EXPECT_THAT(processes_.at("steward").peers, UnorderedElementsAre("warden", "vault", "gate", "courier", "updater"));
  EXPECT_THAT(processes_.at("updater").peers, UnorderedElementsAre("warden", "vault", "steward", "courier", "gate"));
  EXPECT_THAT(processes_.at("courier").peers, UnorderedElementsAre("warden", "vault", "steward", "updater"));
  EXPECT_THAT(processes_.at("gate").peers, UnorderedElementsAre("warden", "vault", "steward", "updater"));
}

TEST_F(WardenTest, hands_listeners_to_gate_alone) {
  start();
  for (const auto process : peer::kProcesses)
    EXPECT_EQ(processes_.at(process).listeners.empty(), process != peer::gate) << process;
}

TEST_F(WardenTest, says_ready_only_when_all_are) {
  start();
  for (const auto process : {"vault", "steward", "updater", "courier"}) say_ready(process);
  settle();
  EXPECT_TRUE(board_.said.empty());
  say_ready("gate");
  settle();
  EXPECT_THAT(board_.said, ElementsAre("ready Intf-LocalHttps=127.0.0.1:8443"));
}

TEST_F(WardenTest, starts_all_again_when_one_dies_and_says_so) {
  start_and_ready();
  dies("gate");
  EXPECT_TRUE(processes_.at("vault").stopped);
  all_obey_stop();
  EXPECT_EQ(processes_.launched.size(), 10U);
  all_ready();
  ASSERT_FALSE(processes_.events.empty());
  EXPECT_EQ(processes_.events.back().kind, "process-restarted");
  EXPECT_THAT(processes_.events.back().text, HasSubstr("gate was ended by signal 9"));
}

TEST_F(WardenTest, ends_by_force_what_does_not_stop_in_time) {
  start_and_ready();
  dies("gate");
  pass_ms(400);
  EXPECT_EQ(processes_.signals.size(), 4U);
  for (const auto& [pid, signal] : processes_.signals) EXPECT_EQ(signal, SIGKILL);
}

TEST_F(WardenTest, gives_up_as_a_crash_after_five_deaths_in_a_minute) {
  start_and_ready();
  for (int i = 0; i < 4; ++i) {
    dies("courier", "exited with code 1");
    all_obey_stop();
    all_ready();
  }
  dies("courier", "exited with code 1");
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitCrash);
  EXPECT_THAT(board_.said.back(), HasSubstr("courier exited with code 1"));
  EXPECT_EQ(processes_.launched.size(), 25U);
}

TEST_F(WardenTest, ends_a_process_that_is_not_ready_in_time) {
  start();
  pass_ms(10'100);
  EXPECT_EQ(processes_.signals.size(), 5U);
}

TEST_F(WardenTest, ends_a_process_that_does_not_answer_the_watchdog) {
  start_and_ready();
  processes_.answers_pings = false;
  pass_ms(2'100);
  EXPECT_TRUE(processes_.signals.empty());
  pass_ms(20'100);
  EXPECT_EQ(processes_.signals.size(), 5U);
}

TEST_F(WardenTest, leaves_processes_alone_that_answer) {
  start_and_ready();
  pass_ms(120'000);
  EXPECT_TRUE(processes_.signals.empty());
  EXPECT_GT(board_.pets, 1000);
}

TEST_F(WardenTest, ends_a_process_that_asks_what_it_may_not) {
  start_and_ready();
  const int courier = processes_.at("courier").pid;
  EXPECT_FALSE(ask("courier", contract::Restart{"please"})->ok());
  ASSERT_EQ(processes_.signals.size(), 1U);
  EXPECT_EQ(processes_.signals[0].first, courier);
}

TEST_F(WardenTest, refuses_every_request_that_is_not_in_its_table) {
  const auto refused = [&](std::string_view process, auto request) {
    processes_.running.clear();
    start_and_ready();
    const auto answer = ask(process, request);
    return !answer->ok() && answer->error().code == Err::unavailable;
  };
  for (const auto process : peer::kProcesses) {
    EXPECT_NE(refused(process, contract::ListProcesses{}), process == peer::gate) << process;
    EXPECT_NE(refused(process, contract::TryImage{}), process == peer::updater) << process;
    EXPECT_NE(refused(process, contract::Restart{}), process == peer::steward) << process;
  }
}

TEST_F(WardenTest, lists_what_runs_with_its_walls) {
  start_and_ready();
  const auto list = ask("gate", contract::ListProcesses{});
  ASSERT_TRUE(list.has_value() && list->ok());
  ASSERT_EQ((*list)->processes.size(), 6U);
  EXPECT_EQ((*list)->processes[0].name, "warden");
  EXPECT_EQ((*list)->processes[1].name, "vault");
  EXPECT_EQ((*list)->processes[1].pid, static_cast<std::uint32_t>(processes_.at("vault").pid));
  EXPECT_EQ((*list)->processes[1].walls.size(), 2U);
}

TEST_F(WardenTest, reports_a_wall_that_is_missing_once) {
  start_and_ready();
  ASSERT_EQ(processes_.events.size(), 1U);
  EXPECT_EQ(processes_.events[0].kind, "wall-missing");
  EXPECT_THAT(processes_.events[0].text, HasSubstr("wall=user parts=vault,steward,updater,courier,gate why=not root"));
}

TEST_F(WardenTest, stops_all_in_order_when_power_goes) {
  start_and_ready();
  warden_->stop();
  settle();
  for (const auto& [name, process] : processes_.running) EXPECT_TRUE(process->stopped) << name;
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitPowerOff);
  EXPECT_EQ(processes_.launched.size(), 5U);
}

TEST_F(WardenTest, restarts_the_device_when_steward_asks_and_answers_first) {
  start_and_ready();
  const auto answer = ask("steward", contract::Restart{"erased"});
  EXPECT_TRUE(answer.has_value() && answer->ok());
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitRestart);
}

TEST_F(WardenTest, does_not_start_when_a_program_is_missing) {
  processes_.fails_to_start = "courier";
  warden_ = std::make_unique<Warden>(*loop_, board_, processes_, around_);
  EXPECT_FALSE(warden_->start().ok());
}

// --- the trial of a new version

TEST_F(WardenTest, confirms_a_trial_that_is_healthy_and_reaches_the_service) {
  on_trial();
  start_and_ready();
  EXPECT_EQ(processes_.news.at(0).outcome, contract::BootOutcome::trial_running);
  processes_.at("courier").warden->tell(contract::ServiceReached{});
  pass_ms(2'800);
  EXPECT_EQ(board_.confirmed, 0);
  EXPECT_EQ(processes_.epoch, 1U);
  pass_ms(400);
  EXPECT_EQ(board_.confirmed, 1);
  EXPECT_EQ(processes_.epoch, 3U);
  EXPECT_EQ(processes_.news.back().outcome, contract::BootOutcome::confirmed);
  EXPECT_EQ(processes_.news.back().running_version, "2.0.0");
  EXPECT_THAT(board_.said, Contains("confirmed 2.0.0"));
  EXPECT_EQ(processes_.events.back().kind, "update-confirmed");
}

TEST_F(WardenTest, narrows_the_boots_that_open_to_the_new_image_when_it_is_confirmed) {
  around_.measures_boot = true;
  around_.running.root = crypto::Digest256{7};
  on_trial();
  start_and_ready();
  EXPECT_TRUE(processes_.allowed_boots.empty()) << "until then the old one may come back";
  processes_.at("courier").warden->tell(contract::ServiceReached{});
  pass_ms(3'200);
  EXPECT_EQ(processes_.allowed_boots, (std::vector<std::vector<board::Digest>>{{board::boot_state_after(around_.running.root)}}));
}

TEST_F(WardenTest, ends_a_trial_as_a_crash_at_the_first_death) {
  on_trial();
  start_and_ready();
  dies("updater", "exited with code 9");
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitCrash);
  EXPECT_THAT(board_.said.back(), HasSubstr("updater exited with code 9 during the trial"));
  EXPECT_EQ(board_.confirmed, 0);
  EXPECT_EQ(processes_.epoch, 1U);
}

TEST_F(WardenTest, does_not_confirm_a_trial_that_says_it_is_not_healthy) {
  on_trial();
  start_and_ready();
  processes_.at("courier").warden->tell(contract::ServiceReached{});
  processes_.health = {false, "the disk is full"};
  pass_ms(119'000);
  EXPECT_EQ(board_.confirmed, 0);
  pass_ms(2'000);
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitCrash);
}

TEST_F(WardenTest, tells_updater_of_a_trial_that_was_given_up_until_it_has_heard) {
  around_.failed_version = "2.0.0";
  around_.failure = "gate died";
  start();
  processes_.answers_pings = false;
  all_ready();
  EXPECT_EQ(board_.forgotten, 0);
  ASSERT_EQ(processes_.news.size(), 1U);
  EXPECT_EQ(processes_.news[0].outcome, contract::BootOutcome::fell_back);
  EXPECT_EQ(processes_.news[0].failed_version, "2.0.0");
  EXPECT_EQ(processes_.news[0].reason, "gate died");
  processes_.answers_pings = true;
  dies("gate");
  all_obey_stop();
  all_ready();
  EXPECT_EQ(processes_.news.back().outcome, contract::BootOutcome::fell_back);
  EXPECT_EQ(board_.forgotten, 1);
  dies("gate");
  all_obey_stop();
  all_ready();
  EXPECT_EQ(processes_.news.back().outcome, contract::BootOutcome::normal);
}

TEST_F(WardenTest, does_not_run_an_image_below_the_security_epoch) {
  processes_.epoch = 5;
  start_and_ready();
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitCrash);
  EXPECT_THAT(board_.said.back(), HasSubstr("older than the security epoch"));
}

TEST_F(WardenTest, catches_up_with_an_epoch_that_a_power_cut_left_behind) {
  around_.running.epoch = 4;
  start_and_ready();
  EXPECT_EQ(processes_.epoch, 4U);
}

// --- TryImage

class WardenTry : public WardenTest {
 protected:
  WardenTry() {
    std::ofstream(folder_ / "program") << "x";
    const auto built = image::build(board_.inactive, {.model = "m", .version = "2.0.0", .epoch = 2, .files = {}},
                                    {{"bin/x", folder_ / "program", true}}, crypto::Digest256{1});
    EXPECT_TRUE(built.ok());
    ask_ = {"2.0.0", built->size, built->sha256, 2};
    root_ = built->root;
  }
  contract::TryImage ask_;
  crypto::Digest256 root_{};
};

TEST_F(WardenTry, starts_the_image_on_trial_and_restarts) {
  start_and_ready();
  const auto answer = ask("updater", ask_);
  ASSERT_TRUE(answer.has_value() && answer->ok());
  ASSERT_TRUE(board_.tried.has_value());
  EXPECT_EQ(board_.tried->version, "2.0.0");
  EXPECT_EQ(board_.tried->root, root_);
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitRestart);
}

TEST_F(WardenTry, refuses_another_file_than_the_one_named) {
  start_and_ready();
  ask_.image_sha256[0] ^= 1;
  EXPECT_EQ(ask("updater", ask_)->error().code, Err::unauthentic);
  ask_.image_sha256[0] ^= 1;
  ++ask_.size;
  EXPECT_EQ(ask("updater", ask_)->error().code, Err::unauthentic);
  EXPECT_FALSE(board_.tried.has_value());
}

TEST_F(WardenTry, refuses_an_image_below_the_epoch) {
  around_.running.epoch = 3;
  start_and_ready();
  EXPECT_EQ(ask("updater", ask_)->error().code, Err::rollback);
  EXPECT_FALSE(board_.tried.has_value());
}

TEST_F(WardenTry, goes_back_to_an_older_version_inside_the_epoch) {
  around_.running.version = "3.0.0";
  around_.running.epoch = 2;
  processes_.epoch = 2;
  start_and_ready();
  const auto answer = ask("updater", ask_);
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ(board_.tried->version, "2.0.0");
}

TEST_F(WardenTry, refuses_a_newer_version_below_the_epoch) {
  around_.running.version = "1.0.0";
  around_.running.epoch = 3;
  processes_.epoch = 3;
  start_and_ready();
  ask_.version = "9.0.0";
  EXPECT_EQ(ask("updater", ask_)->error().code, Err::rollback);
}

TEST_F(WardenTry, refuses_while_another_trial_runs) {
  on_trial();
  start_and_ready();
  EXPECT_EQ(ask("updater", ask_)->error().code, Err::refused);
}

TEST_F(WardenTry, refuses_a_version_that_is_none) {
  start_and_ready();
  for (const std::string& version : {std::string(), std::string("2.0\n"), std::string(100, '1')}) {
    ask_.version = version;
    EXPECT_EQ(ask("updater", ask_)->error().code, Err::bad_value);
  }
}

TEST_F(WardenTry, lets_vault_allow_both_images_before_the_trial_begins) {
  around_.measures_boot = true;
  around_.running.root = crypto::Digest256{9};
  start_and_ready();
  const auto running = board::boot_state_after(around_.running.root);
  ASSERT_EQ(processes_.allowed_boots, (std::vector<std::vector<board::Digest>>{{running}}));
  ASSERT_TRUE(ask("updater", ask_)->ok());
  EXPECT_EQ(processes_.allowed_boots.back(), (std::vector{running, board::boot_state_after(root_)}));
  EXPECT_TRUE(board_.tried.has_value());
}

TEST_F(WardenTry, does_not_narrow_what_vault_allows_when_the_others_are_ready_only_after_the_asking) {
  around_.measures_boot = true;
  start();
  for (const auto process : {"vault", "updater"}) say_ready(process);
  settle();
  ASSERT_TRUE(ask("updater", ask_)->ok());
  all_ready();
  ASSERT_EQ(processes_.allowed_boots.size(), 1U);
  EXPECT_EQ(processes_.allowed_boots.back().size(), 2U);
}

TEST_F(WardenTry, begins_no_trial_that_would_find_the_household_unreadable) {
  around_.measures_boot = true;
  start_and_ready();
  processes_.vault_allows = false;
  EXPECT_EQ(ask("updater", ask_)->error().code, Err::refused);
  EXPECT_FALSE(board_.tried.has_value());
  processes_.vault_allows = true;
  EXPECT_TRUE(ask("updater", ask_)->ok());
}

TEST_F(WardenTry, asks_vault_for_no_boots_where_the_board_measures_none) {
  start_and_ready();
  ASSERT_TRUE(ask("updater", ask_)->ok());
  EXPECT_TRUE(processes_.allowed_boots.empty());
}

TEST_F(WardenTest, tells_the_owner_once_that_the_root_of_trust_is_gone) {
  start_and_ready();
  processes_.health = {false, "the TPM does not answer"};
  pass_ms(60'000);
  std::size_t told = 0;
  for (const auto& event : processes_.events) told += event.kind == "root-of-trust-gone" && event.text == "why=the TPM does not answer";
  EXPECT_EQ(told, 1U);
}

// --- the factory button

class FactoryButton : public WardenTest {
 protected:
  FactoryButton() {
    for (const char* name : {"people.db", "people.db-wal", "factory.cbor"})
      std::ofstream(folder_ / (std::string("state/steward/") + name)) << "canary";
    std::filesystem::create_directories(folder_ / "state/steward/deep/er");
  }
  bool there(const std::string& name) const { return std::filesystem::exists(folder_ / ("state/steward/" + name)); }
  bool pending() const { return std::filesystem::exists(folder_ / "boot/reset-pending"); }
};

TEST_F(FactoryButton, erases_the_household_over_a_restart_and_keeps_what_the_factory_put_there) {
  start_and_ready();
  board_.button = true;
  pass_ms(200);
  all_obey_stop();
  EXPECT_EQ(warden_->exit_code(), kExitRestart);
  EXPECT_TRUE(pending());
  EXPECT_TRUE(there("people.db"));

  processes_.events.clear();
  start_and_ready();
  EXPECT_FALSE(there("people.db"));
  EXPECT_FALSE(there("people.db-wal"));
  EXPECT_FALSE(there("deep"));
  EXPECT_TRUE(there("factory.cbor"));
  EXPECT_FALSE(pending());
  EXPECT_FALSE(board_.button);
  EXPECT_EQ(processes_.events.at(0).kind, "factory-reset");
}

TEST_F(FactoryButton, finishes_at_the_next_start_what_a_power_cut_interrupted) {
  ASSERT_TRUE(begin_factory_reset(folder_.path()).ok());
  std::filesystem::remove(folder_ / "state/steward/people.db");
  start();
  EXPECT_FALSE(there("people.db-wal"));
  EXPECT_FALSE(pending());
}

TEST_F(FactoryButton, leaves_everything_alone_when_nobody_pressed_it) {
  start_and_ready();
  pass_ms(1000);
  EXPECT_TRUE(there("people.db"));
  EXPECT_FALSE(pending());
}

class AlertTest : public WardenTest {
 protected:
  AlertTest() {
    std::ofstream(folder_ / "program") << std::string(9'000, 'p');
    const auto built = image::build(folder_ / "image", {.model = "m", .version = "1.0.0", .epoch = 1, .files = {}},
                                    {{"bin/gate", folder_ / "program", true}}, {});
    around_.running.root = built->root;
    board_.running_image = folder_ / "image";
    EXPECT_TRUE(image::verify(board_.running_image, built->root)->unpack(folder_ / "run"));
  }
  void change_the_running_gate() {
    std::filesystem::permissions(folder_ / "run/bin/gate", std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
    std::ofstream(folder_ / "run/bin/gate", std::ios::app) << "!";
  }
};

//= EN303645 5.7-2 type=test
TEST_F(AlertTest, begins_at_the_check_after_a_byte_of_the_running_system_was_changed) {
  start_and_ready();
  pass_ms(15'000);
  EXPECT_THAT(processes_.alerts, ElementsAre());
  change_the_running_gate();
  pass_ms(60 * 60 * 1000);
  const std::string why = "a file of the unpacked image was changed";
  EXPECT_THAT(processes_.alerts, UnorderedElementsAre("steward: " + why, "courier: " + why));
  EXPECT_TRUE(board_.alert_light);
  EXPECT_THAT(board_.said, Contains("alert " + why));
  EXPECT_EQ(processes_.events.back().kind, "integrity-alert");
}

TEST_F(AlertTest, outlasts_a_restart_of_the_processes) {
  start_and_ready();
  change_the_running_gate();
  pass_ms(15'000);
  ASSERT_EQ(processes_.alerts.size(), 2U);
  dies("gate");
  all_obey_stop();
  all_ready();
  EXPECT_EQ(processes_.alerts.size(), 4U);
}

TEST_F(AlertTest, during_a_trial_ends_the_trial) {
  on_trial();
  around_.running.version = "1.0.0";
  start_and_ready();
  change_the_running_gate();
  pass_ms(15'000);
  EXPECT_THAT(board_.said, Contains(HasSubstr("failed alert during the trial")));
}

}  // namespace
}  // namespace cardea::warden
