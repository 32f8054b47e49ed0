// SPDX-License-Identifier: Apache-2.0
// A whole device of real processes: the real board, warden and vault, and probes in the place of the others.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "device/boards/dirboard.hpp"
#include "device/boards/tpm_link.hpp"
#include "device/vault/file_provider.hpp"
#include "device/vault/root_under_test.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"
#include "product/policy.hpp"

namespace cardea {
namespace {

namespace fs = std::filesystem;
using board::Slot;
using ::testing::HasSubstr;

constexpr auto kPatience = std::chrono::seconds(60);  // for a machine under load; nothing is measured by it

// Every process whose command line names this device.
std::vector<int> processes_of(const std::string& device) {
  std::vector<int> pids;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline");
    const std::string words{std::istreambuf_iterator<char>(file), {}};
    if (words.find(device) != std::string::npos) pids.push_back(std::stoi(entry.path().filename()));
  }
  return pids;
}

bool all_gone(const std::string& device) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    if (processes_of(device).empty()) return true;
    std::this_thread::yield();
  }
  return false;
}

// The hardware, running in a process of its own; the test reads its events.
class Hardware {
 public:
  Hardware(const std::string& device, std::vector<std::string> more) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    events_ = UniqueFd(ends[0]);
    std::vector<std::string> words{CARDEA_BIN_DIR "/cardea-dirboard", "run", device, "--events", std::to_string(ends[1])};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::fcntl(ends[1], F_SETFD, 0);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
  }
  ~Hardware() {
    if (pid_ > 0) power_cut();
  }
  Hardware(const Hardware&) = delete;
  Hardware& operator=(const Hardware&) = delete;

  // The next event of this name; those before it are kept in `seen`.
  std::optional<Value> wait_for(const std::string& event) {
    while (const auto line = next_line()) {
      const auto value = parse_json(as_bytes(*line));
      if (!value) return std::nullopt;
      seen.push_back(*value->text("event"));
      if (seen.back() == event) return *value;
    }
    return std::nullopt;
  }

  int stop() {
    ::kill(pid_, SIGTERM);
    return wait();
  }
  int wait() {
    int status = -1;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void power_cut() {
    ::kill(pid_, SIGKILL);
    wait();
  }

  std::vector<std::string> seen;

 private:
  std::optional<std::string> next_line() {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
      if (const auto at = text_.find('\n'); at != std::string::npos) {
        std::string line = text_.substr(0, at);
        text_.erase(0, at + 1);
        return line;
      }
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
      pollfd waiting{events_.get(), POLLIN, 0};
      if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return std::nullopt;
      std::array<char, 512> chunk{};
      const ssize_t got = ::read(events_.get(), chunk.data(), chunk.size());
      if (got <= 0) return std::nullopt;
      text_.append(chunk.data(), static_cast<std::size_t>(got));
    }
  }

  int pid_ = -1;
  UniqueFd events_;
  std::string text_;
};

struct Row {
  int pid = 0;
  unsigned uid = 0;
  int restarts = 0;
  std::string walls;
};

class Device : public ::testing::Test {
 protected:
  Device() {
    for (const char* folder :
         {"slots/a", "slots/b", "boot", "identity", "state/vault", "state/steward", "state/updater", "log", "buttons"}) {
      fs::create_directories(folder_ / folder);
    }
    Value identity;
    identity.set("model", "PROBE-1");
    identity.set("serial", "P-1");
    identity.set("service_port", 8443);
    EXPECT_TRUE(store::write_file(folder_ / "identity/device.cbor", encode_cbor(identity), 0644).ok());
    const std::string make = CARDEA_BIN_DIR "/vault-make-keys --device " + folder_.path();
    EXPECT_EQ(std::system(make.c_str()), 0);
    record_.slot_a = fill(Slot::a, "1.0.0", 1, "");
    put();
  }

  board::SlotRecord fill(Slot slot, const std::string& version, std::uint64_t epoch, const std::string& behaviour) {
    product::ProductPolicy policy;
    policy.model = "PROBE-1";
    policy.manufacturer = "Example";
    policy.version = version;
    policy.support_end = "2031-01-01";
    policy.languages = {"en"};
    product::InterfacePolicy web;
    web.id = "Intf-LocalHttps";
    web.process = "gate";
    web.port = 8443;
    web.states = {product::State::initialized};
    policy.interfaces = {web};
    EXPECT_TRUE(store::write_file(folder_ / "policy", product::encode_policy(policy), 0644).ok());
    EXPECT_TRUE(store::write_file(folder_ / "behaviour", as_bytes(behaviour + '\n'), 0644).ok());
    const std::string probe = CARDEA_BIN_DIR "/process_probe";
    fs::remove(board::image_path(folder_.path(), slot));
    const auto built = image::build(board::image_path(folder_.path(), slot),
                                    {.model = "PROBE-1", .version = version, .epoch = epoch, .files = {}},
                                    {{"bin/warden", CARDEA_BIN_DIR "/warden", true},
                                     {"bin/libcardea-device.so", CARDEA_BIN_DIR "/libcardea-device.so", true},
                                     {"bin/vault", CARDEA_BIN_DIR "/vault", true},
                                     {"bin/steward", probe, true},
                                     {"bin/updater", probe, true},
                                     {"bin/courier", probe, true},
                                     {"bin/gate", probe, true},
                                     {"product.cbor", folder_ / "policy", false},
                                     {"behaviour", folder_ / "behaviour", false}},
                                    crypto::Digest256{5});
    EXPECT_TRUE(built.ok());
    if (!built.ok()) return {};
    return {version, built->size, epoch, built->sha256, built->root};
  }

  void put() const { EXPECT_TRUE(board::write_boot_record(folder_.path(), record_).ok()); }
  board::BootRecord record() const { return *board::read_boot_record(folder_.path()); }

  std::unique_ptr<Hardware> power_on(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--listen", "Intf-LocalHttps=127.0.0.1:0"});
    return std::make_unique<Hardware>(folder_.path(), more);
  }

  void put_on_trial(const std::string& behaviour) {
    record_.slot_b = fill(Slot::b, "2.0.0", 2, behaviour);
    record_.trial = Slot::b;
    record_.tries_left = 2;
    put();
  }

  // What gate's probe tells about the processes, asked over the port that "ready" named.
  std::map<std::string, Row> processes(const Value& ready) const {
    const std::string address = *ready.text("text");
    const UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client.get(), reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) return {};
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t got = 1; got > 0;) {
      got = ::recv(client.get(), chunk.data(), chunk.size(), 0);
      if (got > 0) text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    std::map<std::string, Row> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string name;
      Row row;
      words >> name >> row.pid >> row.uid >> row.restarts;
      std::getline(words, row.walls);
      rows[name] = row;
    }
    return rows;
  }

  // Asks until `process` has been started again with all the others.
  std::map<std::string, Row> after_restart_of(const std::string& process, const Value& ready) const {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
      const auto rows = processes(ready);
      if (rows.contains(process) && rows.at(process).restarts > 0 && rows.at(process).pid > 0) return rows;
    }
    return {};
  }

  std::string log() const {
    const auto text = store::read_text(folder_ / "log/device.log");
    return text ? *text : "";
  }
  bool exists(const std::string& below) const { return fs::exists(folder_ / below); }

  TemporaryFolder folder_;
  board::BootRecord record_;
};

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
