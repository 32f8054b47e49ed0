// SPDX-License-Identifier: Apache-2.0
// For the native tests beside it: a whole device of real processes. The real board, warden and vault, and probes in the place of the
// others.
#pragma once

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
#include "lib/base/temporary_folder.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"
#include "product/policy.hpp"

namespace cardea::warden::testing {

namespace fs = std::filesystem;
using board::Slot;

inline constexpr auto kPatience = std::chrono::seconds(60);  // for a machine under load; nothing is measured by it

// Every process whose command line names this device.
inline std::vector<int> processes_of(const std::string& device) {
  std::vector<int> pids;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline");
    std::ostringstream words;
    words << file.rdbuf();  // nothing, of a process that ends meanwhile
    if (words.str().find(device) != std::string::npos) pids.push_back(std::stoi(entry.path().filename()));
  }
  return pids;
}

inline bool all_gone(const std::string& device) {
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
         {"slots/a", "slots/b", "components", "boot", "identity", "state/vault", "state/steward", "state/updater", "log", "buttons"}) {
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
    product::TelemetryPolicy uptime;
    uptime.id = "TelData-Uptime";
    uptime.name = "uptime_hours";
    uptime.max = 10'000;
    policy.telemetry = {uptime};
    EXPECT_TRUE(store::write_file(folder_ / "policy", product::encode_policy(policy), 0644).ok());
    EXPECT_TRUE(store::write_file(folder_ / "behaviour", as_bytes(behaviour + '\n'), 0644).ok());
    fs::remove(board::image_path(folder_.path(), slot));
    const auto built = image::build(board::image_path(folder_.path(), slot),
                                    {.model = "PROBE-1", .version = version, .epoch = epoch, .files = {}},
                                    {{"bin/warden", CARDEA_BIN_DIR "/warden", true},
                                     {"bin/libcardea-device.so", CARDEA_BIN_DIR "/libcardea-device.so", true},
                                     {"bin/vault", CARDEA_BIN_DIR "/vault", true},
                                     {"bin/steward", program("steward"), true},
                                     {"bin/updater", program("updater"), true},
                                     {"bin/courier", program("courier"), true},
                                     {"bin/gate", program("gate"), true},
                                     {"product.cbor", folder_ / "policy", false},
                                     {"behaviour", folder_ / "behaviour", false}},
                                    crypto::Digest256{5});
    EXPECT_TRUE(built.ok());
    if (!built.ok()) return {};
    return {version, built->size, epoch, built->sha256, built->root};
  }

  // A probe (process_probe.cpp) in the place of every process that a test does not name another program for.
  std::string program(const std::string& process) const {
    const auto chosen = programs_.find(process);
    return std::string(CARDEA_BIN_DIR) + '/' + (chosen == programs_.end() ? "process_probe" : chosen->second);
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
  std::map<std::string, std::string> programs_;
};

}  // namespace cardea::warden::testing
