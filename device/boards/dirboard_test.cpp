// SPDX-License-Identifier: Apache-2.0
#include "device/boards/dirboard.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <fstream>

#include "device/boards/device_log.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

class Dirboard : public ::testing::Test {
 protected:
  Dirboard() {
    std::filesystem::create_directories(folder_ / "boot");
    std::filesystem::create_directories(folder_ / "buttons");
    BootRecord record;
    record.slot_a = SlotRecord{"1.0.0", 4096, 1, {}, {}};
    EXPECT_TRUE(write_boot_record(folder_.path(), record).ok());
  }
  DirBoard running(Slot slot) const { return DirBoard(folder_.path(), slot, UniqueFd()); }
  BootRecord record() const { return *read_boot_record(folder_.path()); }

  TemporaryFolder folder_;
};

const SlotRecord kNew{"2.0.0", 8192, 2, {9}, {8}};

TEST_F(Dirboard, starts_a_trial_in_the_slot_that_does_not_run) {
  ASSERT_TRUE(running(Slot::a).start_trial(kNew, 2).ok());
  EXPECT_EQ(record().trial, Slot::b);
  EXPECT_EQ(record().tries_left, 2U);
  EXPECT_EQ(record().slot_b->version, "2.0.0");
  EXPECT_EQ(record().good, Slot::a);
}

TEST_F(Dirboard, refuses_a_second_trial_beside_the_first) {
  ASSERT_TRUE(running(Slot::a).start_trial(kNew, 2).ok());
  EXPECT_EQ(running(Slot::a).start_trial(kNew, 2).error().code, Err::refused);
}

TEST_F(Dirboard, confirms_only_the_trial_that_runs) {
  EXPECT_EQ(running(Slot::a).confirm().error().code, Err::refused);
  ASSERT_TRUE(running(Slot::a).start_trial(kNew, 2).ok());
  EXPECT_EQ(running(Slot::a).confirm().error().code, Err::refused);
  ASSERT_TRUE(running(Slot::b).confirm().ok());
  EXPECT_EQ(record().good, Slot::b);
  EXPECT_FALSE(record().trial.has_value());
}

TEST_F(Dirboard, forgets_a_failure_once_it_was_reported) {
  BootRecord failed = record();
  failed.last_failed_version = "2.0.0";
  failed.last_failure = "gate exited with code 1";
  ASSERT_TRUE(write_boot_record(folder_.path(), failed).ok());
  ASSERT_TRUE(running(Slot::a).forget_failure().ok());
  EXPECT_EQ(record().last_failed_version, "");
  EXPECT_EQ(record().last_failure, "");
}

TEST_F(Dirboard, feels_its_button_until_it_is_released) {
  DirBoard board = running(Slot::a);
  EXPECT_FALSE(board.factory_button_pressed());
  std::ofstream(folder_ / "buttons/reset").flush();
  EXPECT_TRUE(board.factory_button_pressed());
  ASSERT_TRUE(board.release_factory_button().ok());
  EXPECT_FALSE(board.factory_button_pressed());
  EXPECT_TRUE(board.release_factory_button().ok());
}

TEST_F(Dirboard, refuses_a_torn_record) {
  std::ofstream(folder_ / "boot/record") << "torn";
  EXPECT_FALSE(running(Slot::a).boot_record().ok());
  EXPECT_FALSE(running(Slot::a).start_trial(kNew, 2).ok());
}

TEST_F(Dirboard, tells_what_it_reached_over_the_watchdogs_line) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  const UniqueFd read_end(ends[0]);
  DirBoard board(folder_.path(), Slot::a, UniqueFd(ends[1]));
  board.pet_watchdog();
  board.announce("failed", "two\nlines");
  std::vector<std::string> heard;
  LineReader reader([&](const LineMessage& message) { heard.push_back(message.event + '|' + message.text); });
  Buffer chunk(512);
  const ssize_t got = ::read(read_end.get(), chunk.data(), chunk.size());
  ASSERT_GT(got, 0);
  for (ssize_t i = 0; i < got; ++i) reader.add(Bytes(chunk).subspan(static_cast<std::size_t>(i), 1));
  EXPECT_EQ(heard, (std::vector<std::string>{"pet|", "failed|two?lines"}));
}

TEST(WatchdogLine, drops_what_is_no_message_and_goes_on) {
  std::vector<std::string> heard;
  LineReader reader([&](const LineMessage& message) { heard.push_back(message.event); });
  reader.add(as_bytes("format-disk now\npet\n" + std::string(100'000, 'x') + "\nready a=b\n\x01\n\n"));
  EXPECT_EQ(heard, (std::vector<std::string>{"pet", "ready"}));
}

TEST(DeviceLog, keeps_two_files_of_bounded_size) {
  const TemporaryFolder folder;
  {
    DeviceLog log(folder / "device.log", 100);
    for (int i = 0; i < 50; ++i) log.add(as_bytes("a line of the log\n"));
  }
  EXPECT_LE(std::filesystem::file_size(folder / "device.log"), 100U);
  EXPECT_LE(std::filesystem::file_size(folder / "device.log.1"), 100U);
  DeviceLog again(folder / "device.log", 1000);
  const auto before = std::filesystem::file_size(folder / "device.log");
  again.add(as_bytes("more\n"));
  EXPECT_EQ(std::filesystem::file_size(folder / "device.log"), before + 5);
}

TEST(DeviceLog, loses_lines_where_it_cannot_write) {
  DeviceLog log("/nonexistent/device.log", 100);
  log.add(as_bytes("lost\n"));
}

}  // namespace
}  // namespace cardea::board
