// SPDX-License-Identifier: Apache-2.0
#include "device/boards/boot_step.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "device/boards/dirboard.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/image/image.hpp"

namespace cardea::board {
namespace {

namespace fs = std::filesystem;

class BootStep : public ::testing::Test {
 protected:
  BootStep() {
    for (const char* folder : {"slots/a", "slots/b", "boot"}) fs::create_directories(folder_ / folder);
    record_.slot_a = fill(Slot::a, "1.0.0", 1);
    record_.slot_b = fill(Slot::b, "2.0.0", 2);
    put();
  }

  SlotRecord fill(Slot slot, const std::string& version, std::uint64_t epoch) {
    std::ofstream(folder_ / "source") << "program of " << version;
    const auto built =
        image::build(image_path(folder_.path(), slot), {.model = "lumen-1", .version = version, .epoch = epoch, .files = {}},
                     {{"bin/warden", folder_ / "source", true}}, crypto::Digest256{3});
    EXPECT_TRUE(built.ok());
    return {version, built->size, epoch, built->sha256, built->root};
  }
  void put() const { ASSERT_TRUE(write_boot_record(folder_.path(), record_).ok()); }
  BootRecord record() const { return *read_boot_record(folder_.path()); }
  void damage(Slot slot) const {
    std::fstream file(image_path(folder_.path(), slot), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 + 3);
    file.put('!');
  }
  std::string running_program() const {
    std::ifstream in(folder_ / "run/bin/warden");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  Outcome<Booted> boot_it() const { return boot(folder_.path(), std::nullopt); }

  TemporaryFolder folder_;
  BootRecord record_;
};

TEST_F(BootStep, lays_out_the_good_slot) {
  const auto booted = boot_it();
  ASSERT_TRUE(booted.ok()) << booted.error().message;
  EXPECT_EQ(booted->version, "1.0.0");
  EXPECT_FALSE(booted->trial);
  EXPECT_EQ(running_program(), "program of 1.0.0");
}

TEST_F(BootStep, makes_the_running_system_anew_each_time) {
  ASSERT_TRUE(boot_it().ok());
  std::ofstream(folder_ / "run/bin/planted") << "x";
  std::ofstream(folder_ / "run/bin/warden") << "changed";
  fs::create_directories(folder_ / "run.new/half/done");
  ASSERT_TRUE(boot_it().ok());
  EXPECT_FALSE(fs::exists(folder_ / "run/bin/planted"));
  EXPECT_EQ(running_program(), "program of 1.0.0");
}

TEST_F(BootStep, counts_a_try_on_disk_before_the_trial_starts) {
  record_.trial = Slot::b;
  record_.tries_left = 2;
  put();
  const auto booted = boot_it();
  ASSERT_TRUE(booted.ok());
  EXPECT_TRUE(booted->trial);
  EXPECT_EQ(running_program(), "program of 2.0.0");
  EXPECT_EQ(record().tries_left, 1U);
}

TEST_F(BootStep, falls_back_after_the_last_try) {
  record_.trial = Slot::b;
  record_.tries_left = 0;
  record_.last_failure = "gate died";
  put();
  const auto booted = boot_it();
  ASSERT_TRUE(booted.ok());
  EXPECT_TRUE(booted->fell_back);
  EXPECT_EQ(booted->version, "1.0.0");
  EXPECT_EQ(booted->failed_version, "2.0.0");
  EXPECT_EQ(booted->failure, "gate died");
  EXPECT_EQ(record().last_failed_version, "2.0.0");
}

TEST_F(BootStep, never_lays_out_a_damaged_trial) {
  record_.trial = Slot::b;
  record_.tries_left = 2;
  put();
  damage(Slot::b);
  const auto booted = boot_it();
  ASSERT_TRUE(booted.ok());
  EXPECT_TRUE(booted->fell_back);
  EXPECT_EQ(running_program(), "program of 1.0.0");
  EXPECT_FALSE(record().trial.has_value());
}

TEST_F(BootStep, gives_a_damaged_good_slot_up_for_the_other) {
  damage(Slot::a);
  const auto booted = boot_it();
  ASSERT_TRUE(booted.ok());
  EXPECT_EQ(booted->version, "2.0.0");
  EXPECT_EQ(record().good, Slot::b);
}

TEST_F(BootStep, stops_when_no_image_verifies) {
  damage(Slot::a);
  damage(Slot::b);
  const auto booted = boot_it();
  ASSERT_FALSE(booted.ok());
  EXPECT_NE(booted.error().message.find("no slot holds an image"), std::string::npos) << booted.error().message;
  EXPECT_FALSE(booted.error().hint.empty());
}

TEST_F(BootStep, refuses_an_image_that_is_not_the_one_of_the_record) {
  record_.slot_a->epoch = 9;
  record_.slot_b.reset();
  put();
  EXPECT_FALSE(boot_it().ok());
}

TEST_F(BootStep, says_what_is_wrong_with_a_folder_that_is_no_device) {
  const TemporaryFolder empty;
  const auto booted = boot(empty.path(), std::nullopt);
  ASSERT_FALSE(booted.ok());
  EXPECT_NE(booted.error().hint.find("cardea factory make"), std::string::npos);
}

}  // namespace
}  // namespace cardea::board
