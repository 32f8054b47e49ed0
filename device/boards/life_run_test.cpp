// SPDX-License-Identifier: Apache-2.0
// Lives of real processes, with a shell script in warden's place: run/bin/warden is called as
// `warden --device DEVICE --slot a --watchdog FD ...`.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "contracts/board/boot_record.hpp"
#include "device/boards/power.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LifeRun : public ::testing::Test {
 protected:
  LifeRun() {
    fs::create_directories(folder_ / "run/bin");
    fs::create_directories(folder_ / "log");
    sigset_t ours;
    sigemptyset(&ours);
    for (const int signal : {SIGCHLD, SIGTERM}) sigaddset(&ours, signal);
    EXPECT_EQ(::sigprocmask(SIG_BLOCK, &ours, nullptr), 0);
    EXPECT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // as run_power does: orphans are ours to wait for
    signals_ = UniqueFd(::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK));
  }

  LifeResult live(const std::string& script, std::uint64_t watchdog_ms = 60'000) {
    std::ofstream(folder_ / "run/bin/warden") << "#!/bin/sh\n" << script << '\n';
    EXPECT_EQ(::chmod((folder_ / "run/bin/warden").c_str(), 0755), 0);
    DeviceLog log(folder_ / "log/device.log", 1U << 20);
    Life life(*loop_, log, {folder_.path(), Slot::a, {"Intf-1=127.0.0.1:1"}, std::nullopt, watchdog_ms},
              [this](const LineMessage& message) {
                told_.push_back(message.event);
                if (on_told_) on_told_();
              });
    auto result = life.run(signals_.get());
    EXPECT_TRUE(result.ok());
    return *result;
  }
  std::string text(const std::string& below) const { return *store::read_text(folder_ / below); }

  TemporaryFolder folder_;
  SystemClock clock_;
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
  UniqueFd signals_;
  std::vector<std::string> told_;
  std::function<void()> on_told_;
};

TEST_F(LifeRun, starts_warden_with_what_it_needs_to_know) {
  EXPECT_EQ(live("echo \"$@\" > \"$2/words\"; env > \"$2/environment\"").end, LifeEnd::power_off);
  EXPECT_THAT(text("words"), HasSubstr("--slot a --watchdog"));
  EXPECT_THAT(text("words"), HasSubstr("--listen Intf-1=127.0.0.1:1"));
  EXPECT_THAT(text("environment"), ::testing::Not(HasSubstr("HOME")));
}

TEST_F(LifeRun, keeps_what_is_said_on_stderr) {
  live("echo a word >&2; exit 42");
  EXPECT_THAT(text("log/device.log"), HasSubstr("a word"));
}

TEST_F(LifeRun, hears_what_was_reached_even_when_the_end_comes_at_once) {
  EXPECT_TRUE(live("echo 'ready a=b' > /proc/self/fd/$6; echo 'failed too bad' > /proc/self/fd/$6; exit 1").was_ready);
  EXPECT_THAT(told_, ElementsAre("ready"));
  EXPECT_EQ(live("echo 'failed too bad' > /proc/self/fd/$6; exit 1").reason, "too bad");
}

TEST_F(LifeRun, cuts_the_power_of_a_warden_that_gives_no_sign_of_life) {
  const LifeResult result = live("sleep 1000", /*watchdog_ms=*/1);
  EXPECT_EQ(result.end, LifeEnd::crash);
  EXPECT_THAT(result.reason, HasSubstr("watchdog"));
}

TEST_F(LifeRun, leaves_a_warden_alone_that_pets_the_watchdog) {
  EXPECT_EQ(live("for i in 1 2 3 4 5 6; do echo pet > /proc/self/fd/$6; sleep 0.3; done; exit 42", /*watchdog_ms=*/30'000).end,
            LifeEnd::restart);
  EXPECT_TRUE(told_.empty());
}

TEST_F(LifeRun, leaves_nothing_behind) {
  live("sleep 1000 & echo $! > \"$2/child\"; exit 42");
  const int child = std::stoi(text("child"));
  EXPECT_NE(::kill(child, 0), 0) << "the child of warden still runs";
}

TEST_F(LifeRun, stops_politely_when_it_is_told_to) {
  on_told_ = [] { ::kill(::getpid(), SIGTERM); };
  const LifeResult result =
      live("trap 'echo bye > \"$2/bye\"; exit 0' TERM; echo ready > /proc/self/fd/$6; while :; do sleep 0.02; done");
  EXPECT_TRUE(result.asked_to_stop);
  EXPECT_EQ(result.end, LifeEnd::power_off);
  EXPECT_EQ(text("bye"), "bye\n");
}

// --- the whole machine, from images

class PowerRun : public ::testing::Test {
 protected:
  PowerRun() {
    for (const char* folder : {"slots/a", "slots/b", "boot"}) fs::create_directories(folder_ / folder);
  }

  SlotRecord fill(Slot slot, const std::string& version, const std::string& script) {
    std::ofstream(folder_ / "script") << "#!/bin/sh\n" << script << '\n';
    const auto built = image::build(image_path(folder_.path(), slot), {.model = "m", .version = version, .epoch = 1, .files = {}},
                                    {{"bin/warden", folder_ / "script", true}}, crypto::Digest256{1});
    EXPECT_TRUE(built.ok());
    return {version, built->size, 1, built->sha256, built->root};
  }

  std::vector<std::string> run(const BootRecord& record, bool once = false) {
    EXPECT_TRUE(write_boot_record(folder_.path(), record).ok());
    const UniqueFd events(::open((folder_ / "events").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const auto code = run_power({folder_.path(), {}, std::nullopt, once, events.get()});
    EXPECT_TRUE(code.ok()) << code.error().message;
    code_ = code ? *code : -1;
    std::vector<std::string> names;
    std::ifstream lines(folder_ / "events");
    for (std::string line; std::getline(lines, line);) names.push_back(line.substr(10, line.find('"', 10) - 10));
    return names;
  }

  TemporaryFolder folder_;
  int code_ = -1;
};

TEST_F(PowerRun, boots_again_until_the_power_is_switched_off) {
  BootRecord record;
  record.slot_a = fill(Slot::a, "1.0.0", "test -e \"$2/once\" && exit 0; : > \"$2/once\"; exit 42");
  EXPECT_THAT(run(record), ElementsAre("boot", "restart", "boot", "power-off"));
  EXPECT_EQ(code_, 0);
}

TEST_F(PowerRun, gives_a_crashing_trial_up_and_remembers_why) {
  BootRecord record;
  record.slot_a = fill(Slot::a, "1.0.0", "exit 0");
  record.slot_b = fill(Slot::b, "2.0.0", "echo 'failed gate died' > /proc/self/fd/$6; exit 1");
  record.trial = Slot::b;
  record.tries_left = 2;
  EXPECT_THAT(run(record), ElementsAre("boot", "crash", "boot", "crash", "fell-back", "boot", "power-off"));
  const auto after = read_boot_record(folder_.path());
  EXPECT_EQ(after->last_failed_version, "2.0.0");
  EXPECT_EQ(after->last_failure, "gate died");
}

TEST_F(PowerRun, tells_by_its_exit_code_how_one_life_ended) {
  BootRecord record;
  record.slot_a = fill(Slot::a, "1.0.0", "exit 42");
  run(record, /*once=*/true);
  EXPECT_EQ(code_, 42);
  fs::remove(image_path(folder_.path(), Slot::a));
  record.slot_a = fill(Slot::a, "1.0.0", "kill -9 $$");
  run(record, /*once=*/true);
  EXPECT_EQ(code_, 1);
}

}  // namespace
}  // namespace cardea::board
