// SPDX-License-Identifier: Apache-2.0
// A whole device of real processes: the real board, warden and vault, and probes in the place of the others.
#include "device/boards/tpm_link.hpp"
#include "device/vault/file_provider.hpp"
#include "device/vault/root_under_test.hpp"
#include "device/warden/real_device.hpp"

namespace cardea {
namespace {

namespace fs = std::filesystem;
using board::Slot;
using ::testing::HasSubstr;
using warden::testing::all_gone;
using warden::testing::Device;
using warden::testing::Hardware;
using warden::testing::processes_of;

TEST_F(Device, runs_six_processes_each_within_its_walls) {
  const auto hardware = power_on();
  const auto ready = hardware->wait_for("ready");
  ASSERT_TRUE(ready.has_value()) << log();
  const auto rows = processes(*ready);
  ASSERT_EQ(rows.size(), 6U) << log();
  for (const auto& [name, row] : rows) {
    for (const char* wall : {"seccomp=1", "no_new_privs=1", "capabilities=1", "rlimits=1", "dumpable=1"}) {
      EXPECT_THAT(row.walls, HasSubstr(wall)) << name;
    }
  }
}

TEST_F(Device, gives_each_process_a_user_of_its_own_when_it_runs_as_root) {
  if (::geteuid() != 0) GTEST_SKIP() << "an ordinary user has one user to give";
  const auto hardware = power_on({"--uid-base", "93000"});
  const auto ready = hardware->wait_for("ready");
  ASSERT_TRUE(ready.has_value()) << log();
  const auto rows = processes(*ready);
  unsigned uid = 93000;
  for (const char* name : {"vault", "steward", "updater", "courier", "gate"}) {
    struct stat about{};
    ASSERT_EQ(::stat(("/proc/" + std::to_string(rows.at(name).pid)).c_str(), &about), 0);
    std::ifstream status("/proc/" + std::to_string(rows.at(name).pid) + "/status");
    const std::string text{std::istreambuf_iterator<char>(status), {}};
    ++uid;
    EXPECT_EQ(rows.at(name).uid, uid);
    EXPECT_THAT(text, HasSubstr("Uid:\t" + std::to_string(uid) + '\t' + std::to_string(uid))) << name;
    EXPECT_THAT(text, HasSubstr("CapEff:\t0000000000000000")) << name;
    EXPECT_THAT(rows.at(name).walls, HasSubstr("user=1")) << name;
  }
}

TEST_F(Device, starts_nothing_when_a_listener_is_not_declared) {
  Hardware hardware(folder_.path(), {"--once", "--listen", "Intf-Telnet=127.0.0.1:0"});
  const auto crash = hardware.wait_for("crash");
  ASSERT_TRUE(crash.has_value());
  EXPECT_THAT(*crash->text("text"), HasSubstr("Intf-Telnet"));
  EXPECT_EQ(hardware.wait(), 1);
  EXPECT_THAT(hardware.seen, ::testing::Not(::testing::Contains("ready")));
  EXPECT_THAT(log(), ::testing::Not(HasSubstr("vault")));
}

// The same device with its keys in a TPM from the start.
class DeviceWithTpm : public Device {
 protected:
  DeviceWithTpm() {
    const std::string line = board::encode_key_store(tpm_.keys());
    EXPECT_TRUE(store::write_file(folder_ / "identity/key-store", as_bytes(line), 0644).ok());
    make_keys();
  }
  void make_keys() const {
    fs::remove_all(folder_ / "state/vault");
    fs::create_directories(folder_ / "state/vault");
    EXPECT_EQ(std::system((CARDEA_BIN_DIR "/vault-make-keys --device " + folder_.path()).c_str()), 0);
  }
  // What the vault of this device could open now, asked while the device is off.
  Status seal_something() const {
    TRY(const auto keys, vault::open_provider(folder_.path(), UniqueFd()));
    TRY_(keys->seal("c", SecretBytes("x")));
    return kOk;
  }
  TemporaryFolder tpm_folder_;
  vault::testing::SoftwareTpm tpm_{tpm_folder_.path()};
};

TEST_F(DeviceWithTpm, runs_and_starts_vault_again_over_the_same_line_to_the_tpm) {
  const auto hardware = power_on();
  const auto ready = hardware->wait_for("ready");
  ASSERT_TRUE(ready.has_value()) << log();
  ::kill(processes(*ready).at("vault").pid, SIGKILL);
  EXPECT_GT(after_restart_of("vault", *ready).at("vault").restarts, 0) << log();
  EXPECT_EQ(hardware->stop(), 0);
}

TEST_F(DeviceWithTpm, opens_what_is_sealed_for_the_image_that_the_factory_put_in_and_for_no_other) {
  EXPECT_EQ(seal_something().error().code, Err::refused);  // nothing has booted
  auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  EXPECT_EQ(hardware->stop(), 0);
  EXPECT_TRUE(seal_something().ok());  // the register still holds that boot
  record_.slot_b = fill(Slot::b, "1.0.1", 1, "");
  record_.good = Slot::b;
  put();
  tpm_.power_cycle();
  hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  EXPECT_EQ(hardware->stop(), 0);
  EXPECT_EQ(seal_something().error().code, Err::refused);
}

// An update as updater asks for it, with images whose boots the TPM tells apart.
class UpdateWithTpm : public DeviceWithTpm {
 protected:
  void offer(const std::string& behaviour_of_the_new_one) {
    record_.slot_a = fill(Slot::a, "1.0.0", 1, "updater try-image");
    put();
    make_keys();  // for this image
    next_ = fill(Slot::b, "2.0.0", 2, behaviour_of_the_new_one);
    const std::string words = next_.version + ' ' + std::to_string(next_.size) + ' ' + std::to_string(next_.epoch) + ' ' + to_hex(next_.image_sha256);
    EXPECT_TRUE(store::write_file(folder_ / "boot/offer", as_bytes(words), 0644).ok());
  }
  Status seal_after_boot_of(const board::SlotRecord& image) const {
    tpm_.boot(image.root);
    return seal_something();
  }
  board::SlotRecord next_;
};

//= EN303645 5.7-1 type=test
TEST_F(UpdateWithTpm, opens_what_is_sealed_in_the_trial_and_after_it_for_the_new_image_alone) {
  offer("");
  auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("confirmed").has_value()) << log();
  EXPECT_EQ(hardware->stop(), 0);
  EXPECT_TRUE(seal_after_boot_of(next_).ok());
  EXPECT_FALSE(seal_after_boot_of(*record_.slot_a).ok()) << log();
  EXPECT_FALSE(seal_after_boot_of({"3.0.0", 1, 3, {}, board::Digest{3}}).ok());
}

TEST_F(UpdateWithTpm, opens_what_is_sealed_for_the_old_image_alone_when_it_falls_back) {
  offer("gate abort-when-ready");
  auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("fell-back").has_value()) << log();
  record_.slot_a = record().slot_a;
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  hardware->power_cut();
  ASSERT_TRUE(all_gone(folder_.path()));
  EXPECT_TRUE(seal_after_boot_of(*record_.slot_a).ok());
}

TEST_F(DeviceWithTpm, does_not_boot_when_the_tpm_does_not_answer) {
  tpm_.power_off();
  const auto hardware = power_on({"--once"});
  EXPECT_NE(hardware->wait(), 0);
  EXPECT_THAT(hardware->seen, ::testing::Not(::testing::Contains("ready")));
}

class KilledProcess : public Device, public ::testing::WithParamInterface<const char*> {};

TEST_P(KilledProcess, is_started_again_with_new_channels_while_the_device_stays_up) {
  const auto hardware = power_on();
  const auto ready = hardware->wait_for("ready");
  ASSERT_TRUE(ready.has_value()) << log();
  const auto before = processes(*ready);
  ASSERT_TRUE(before.contains(GetParam()));
  ASSERT_EQ(::kill(before.at(GetParam()).pid, SIGKILL), 0);
  const auto after = after_restart_of(GetParam(), *ready);
  ASSERT_EQ(after.size(), 6U) << log();
  EXPECT_EQ(after.at("warden").pid, before.at("warden").pid);
  EXPECT_EQ(after.at(GetParam()).restarts, 1);
  for (const auto& [name, row] : after) EXPECT_TRUE(name == "warden" || row.pid != before.at(name).pid) << name;
  EXPECT_THAT(log(), HasSubstr("was ended by signal 9"));
}

INSTANTIATE_TEST_SUITE_P(Each, KilledProcess, ::testing::Values("vault", "steward", "updater", "courier", "gate"),
                         [](const auto& name) { return std::string(name.param); });

TEST_F(Device, boots_again_when_warden_itself_is_killed_and_leaves_nothing_of_the_old_life) {
  const auto hardware = power_on();
  const auto ready = hardware->wait_for("ready");
  ASSERT_TRUE(ready.has_value()) << log();
  const auto before = processes(*ready);
  ASSERT_EQ(::kill(before.at("warden").pid, SIGKILL), 0);
  ASSERT_TRUE(hardware->wait_for("crash").has_value());
  const auto again = hardware->wait_for("ready");
  ASSERT_TRUE(again.has_value()) << log();
  for (const auto& [name, row] : before) EXPECT_FALSE(fs::exists("/proc/" + std::to_string(row.pid))) << name;
}

TEST_F(Device, confirms_a_good_trial_and_raises_the_epoch) {
  put_on_trial("");
  const auto hardware = power_on();
  const auto confirmed = hardware->wait_for("confirmed");
  ASSERT_TRUE(confirmed.has_value()) << log();
  EXPECT_EQ(*confirmed->text("version"), "2.0.0");
  EXPECT_EQ(record().good, Slot::b);
  EXPECT_FALSE(record().trial.has_value());
  EXPECT_EQ(hardware->stop(), 0);
  EXPECT_EQ(*vault::parse_epoch(*store::read_file(folder_ / "state/vault/epoch")), 2U);
}

class BadTrial : public Device, public ::testing::WithParamInterface<const char*> {};

TEST_P(BadTrial, falls_back_by_itself_and_says_why) {
  put_on_trial(GetParam());
  const auto hardware = power_on();
  const auto fell_back = hardware->wait_for("fell-back");
  ASSERT_TRUE(fell_back.has_value()) << log();
  EXPECT_EQ(*fell_back->text("failed_version"), "2.0.0");
  EXPECT_THAT(*fell_back->text("reason"), HasSubstr(std::string(GetParam()).substr(0, std::string(GetParam()).find(' '))));
  EXPECT_THAT(hardware->seen, ::testing::ElementsAre("boot", "crash", "boot", "crash", "fell-back"));
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  EXPECT_EQ(record().good, Slot::a);
  EXPECT_EQ(hardware->stop(), 0);
  EXPECT_LT(*vault::parse_epoch(*store::read_file(folder_ / "state/vault/epoch")), 2U);
  EXPECT_THAT(log(), HasSubstr("boot news 3 2.0.0"));
}

INSTANTIATE_TEST_SUITE_P(Each, BadTrial,
                         ::testing::Values("steward exit-at-start", "updater exit-at-start", "courier exit-at-start"),
                         [](const auto& what) { return std::string(what.param).substr(0, std::string(what.param).find(' ')); });

TEST_F(Device, falls_back_from_a_trial_that_crashes_after_it_was_ready) {
  put_on_trial("gate abort-when-ready");
  const auto hardware = power_on();
  const auto fell_back = hardware->wait_for("fell-back");
  ASSERT_TRUE(fell_back.has_value()) << log();
  EXPECT_THAT(*fell_back->text("reason"), HasSubstr("gate was ended by signal 6 during the trial"));
}

TEST_F(Device, gives_up_as_a_crash_in_a_restart_storm) {
  record_.slot_a = fill(Slot::a, "1.0.0", 1, "courier exit-when-ready");
  put();
  const auto hardware = power_on({"--once"});
  const auto crash = hardware->wait_for("crash");
  ASSERT_TRUE(crash.has_value()) << log();
  EXPECT_THAT(*crash->text("text"), HasSubstr("courier exited with code 9"));
  EXPECT_EQ(hardware->wait(), 1);
}

TEST_F(Device, ends_with_all_its_processes_when_it_is_told_to) {
  const auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  EXPECT_EQ(hardware->stop(), 0);
  EXPECT_TRUE(processes_of(folder_.path()).empty());
}

TEST_F(Device, leaves_no_process_behind_when_the_hardware_is_killed) {
  const auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  hardware->power_cut();
  EXPECT_TRUE(all_gone(folder_.path()));
}

TEST_F(Device, runs_once_in_its_folder) {
  const auto first = power_on();
  ASSERT_TRUE(first->wait_for("ready").has_value()) << log();
  EXPECT_EQ(power_on()->wait(), 3);
}

TEST_F(Device, erases_the_household_when_the_factory_button_is_pressed) {
  std::ofstream(folder_ / "state/steward/people.db") << "canary";
  std::ofstream(folder_ / "state/steward/factory.cbor") << "verifier";
  const auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  std::ofstream(folder_ / "buttons/reset").flush();
  ASSERT_TRUE(hardware->wait_for("restart").has_value()) << log();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << log();
  EXPECT_FALSE(exists("state/steward/people.db"));
  EXPECT_TRUE(exists("state/steward/factory.cbor"));
  EXPECT_FALSE(exists("buttons/reset"));
  EXPECT_FALSE(exists("boot/reset-pending"));
}

// The cut comes at a random moment of boot, start, trial and confirmation. Whenever it comes, the next run reaches ready,
// with one of the two versions, and the epoch belongs to a version that can run.
TEST_F(Device, survives_a_power_cut_at_any_moment) {
  const auto seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  put_on_trial("");
  for (int cut = 0; cut < 12; ++cut) {
    const auto hardware = power_on();
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 700));
    hardware->power_cut();
    ASSERT_TRUE(all_gone(folder_.path())) << "cut " << cut << ", seed " << seed;
    ASSERT_TRUE(board::read_boot_record(folder_.path()).ok()) << "cut " << cut << ", seed " << seed;
    if (!record().trial) {
      record_ = record();
      if (record_.good == Slot::a) put_on_trial("");
    }
  }
  const auto hardware = power_on();
  ASSERT_TRUE(hardware->wait_for("ready").has_value()) << "seed " << seed << '\n' << log();
  EXPECT_EQ(hardware->stop(), 0);
}

}  // namespace
}  // namespace cardea
