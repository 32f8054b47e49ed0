// SPDX-License-Identifier: Apache-2.0
// Secrets are planted through the real doors of a device (TLS, gate, steward, vault) and then looked for where none may be: in the state
// of every process but vault, in what the processes log, in a dump of a process that crashed, and in memory that could be swapped out.
#include <fcntl.h>

#include <fstream>
#include <sstream>

#include "device/gate/native_device.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/crypto/totp.hpp"

namespace cardea::gate {
namespace {

namespace fs = std::filesystem;
using test::NativeDevice;

struct Canary {
  std::string what;
  std::string bytes;
};

constexpr std::string_view kAdas = "plum-canary kettle orbit";
constexpr std::string_view kAdasSecond = "walnut-canary ferry dune";
constexpr std::string_view kKids = "velvet-canary anchor seven";
constexpr std::string_view kWrong = "wrong-canary bell harbour";
constexpr std::string_view kMistaken = "typed-into-the-name-canary";  // a password in the wrong field

// Base32 (RFC 4648) of the device's own making, strict enough for a test.
Buffer base32_bytes(std::string_view text) {
  Buffer out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    bits = bits << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    have += 5;
    if (have >= 8) out.push_back(static_cast<std::uint8_t>(bits >> (have -= 8)));
  }
  return out;
}

// One stretch of a process's memory, as /proc/PID/smaps tells it.
struct Stretch {
  std::uint64_t from = 0, to = 0;
  std::string name;  // [heap], [stack], a file, or nothing
  bool writable = false, locked = false;
};

std::vector<Stretch> stretches_of(int pid) {
  std::vector<Stretch> all;
  std::ifstream smaps("/proc/" + std::to_string(pid) + "/smaps");
  for (std::string line; std::getline(smaps, line);) {
    std::uint64_t from = 0, to = 0;
    char flags[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, flags) == 3) {
      all.push_back({from, to, line.size() > 73 ? line.substr(73) : "", flags[1] == 'w', false});
    }
    if (!line.starts_with("VmFlags:") || all.empty()) continue;
    all.back().locked = line.find(" lo") != std::string::npos;
  }
  return all;
}

class Canaries : public ::testing::Test {
 protected:
  Canaries() : device_(folder_ / "log") {}

  NativeDevice::Answer call(const char* method, const char* target, const std::string& body, const std::string& token = "") {
    return device_.call(method, target, body, token);
  }
  static std::string text_of(const NativeDevice::Answer& answer, const char* name) {
    const auto text = answer.json.text(name);
    EXPECT_TRUE(text) << answer.text;
    return text ? *text : "";
  }
  void plant(std::string what, std::string bytes) {
    EXPECT_GE(bytes.size(), 16U) << what;
    canaries_.push_back({std::move(what), std::move(bytes)});
  }
  void plant(std::string what, std::string_view bytes) { plant(std::move(what), std::string(bytes)); }

  // A household that does everything that involves a secret.
  void live() {
    for (const std::string_view password : {kAdas, kAdasSecond, kKids, kWrong, kMistaken}) plant("a password", password);
    plant("the label's password", test::kLabel);
    const auto quoted = [](std::string_view text) { return '"' + std::string(text) + '"'; };
    const auto set_up = call("POST", "/api/setup",
                             R"({"label_password":)" + quoted(test::kLabel) + R"(,"name":"ada","new_password":)" + quoted(kAdas) + '}');
    ASSERT_EQ(set_up.status, 200) << set_up.text;
    plant("a session token", text_of(set_up, "token"));
    const auto changed = call("POST", "/api/password", R"({"old_password":)" + quoted(kAdas) + R"(,"new_password":)" + quoted(kAdasSecond) + '}',
                              text_of(set_up, "token"));
    ASSERT_EQ(changed.status, 200) << changed.text;
    const std::string token = text_of(changed, "token");
    plant("a session token", token);
    EXPECT_EQ(call("POST", "/api/people", R"({"name":"kid","role":"guest","password":)" + quoted(kKids) + '}', token).status, 204);
    const auto kid = call("POST", "/api/session", R"({"name":"kid","password":)" + quoted(kKids) + '}');
    plant("a session token", text_of(kid, "token"));
    EXPECT_EQ(call("POST", "/api/session", R"({"name":"ada","password":)" + quoted(kWrong) + '}').status, 401);
    EXPECT_EQ(call("POST", "/api/session", R"({"name":)" + quoted(kMistaken) + R"(,"password":"x"})").status, 401);
    second_step(token, quoted(kAdasSecond));
    // gate has one loop: when it answers a stranger, it is done with everybody before, whose answers we may have read while it
    // had not yet let go of them.
    EXPECT_EQ(call("GET", "/", "").status, 200);
  }
  void second_step(const std::string& token, const std::string& password) {
    EXPECT_EQ(call("POST", "/api/second-factor/begin", R"({"password":")" + std::string(kWrong) + "\"}", token).status, 401);
    const auto offer = call("POST", "/api/second-factor/begin", R"({"password":)" + password + '}', token);
    ASSERT_EQ(offer.status, 200) << offer.text;
    const std::string secret = text_of(offer, "secret");
    const Buffer raw = base32_bytes(secret);
    plant("a second step's secret, as shown", secret);
    plant("a second step's secret", as_text(raw));
    const std::string code = crypto::totp_code(SecretBytes(Bytes(raw)), static_cast<std::uint64_t>(SystemClock().wall_s() / 30));
    const auto on = call("POST", "/api/second-factor/confirm", R"({"code":")" + code + "\"}", token);
    ASSERT_EQ(on.status, 200) << on.text;
    const auto codes = on.json.array("recovery_codes");
    ASSERT_TRUE(codes);
    for (const Value& one : **codes) {
      std::string shown = *one.if_text();
      plant("a recovery code, as shown", shown);
      std::erase(shown, '-');
      plant("a recovery code", shown);
    }
  }
  // What vault holds in files: the bytes of its keys. The head of a DER key is the same for all, so the part with the number is taken.
  void plant_keys() {
    for (const char* name : {"device.key", "local.key", "seal"}) {
      const auto file = store::read_file(device_.path(std::string("state/vault/") + name));
      ASSERT_TRUE(file);
      const std::size_t at = name == std::string_view("seal") ? 9 : 36;
      vaults_.push_back({name, std::string(as_text(Bytes(*file).subspan(at, 24)))});
    }
  }

  static std::vector<std::string> found_in(Bytes bytes, const std::vector<Canary>& canaries) {
    std::vector<std::string> found;
    for (const Canary& canary : canaries) {
      if (as_text(bytes).find(canary.bytes) != std::string_view::npos) found.push_back(canary.what);
    }
    return found;
  }
  std::vector<Canary> all() const {
    std::vector<Canary> both = canaries_;
    both.insert(both.end(), vaults_.begin(), vaults_.end());
    return both;
  }
  // In the memory of a process that is written and not locked.
  std::vector<std::string> found_in_swappable_memory(const std::string& process, const std::vector<Canary>& canaries) const {
    const int pid = device_.pid(process);
    const UniqueFd memory(::open(("/proc/" + std::to_string(pid) + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_TRUE(memory.valid()) << "run as root, or not at all";
    std::vector<std::string> found;
    std::size_t seen = 0;
    for (const Stretch& stretch : stretches_of(pid)) {
      if (!stretch.writable || stretch.locked) continue;
      Buffer bytes(stretch.to - stretch.from);
      const ssize_t got = ::pread(memory.get(), bytes.data(), bytes.size(), static_cast<off_t>(stretch.from));
      if (got <= 0) continue;
      seen += static_cast<std::size_t>(got);
      for (std::string& what : found_in(Bytes(bytes).first(static_cast<std::size_t>(got)), canaries)) found.push_back(process + stretch.name + ": " + what);
    }
    std::printf("  %s: %zu KiB of its memory could be swapped out\n", process.c_str(), seen / 1024);
    return found;
  }
  bool locks_memory(const std::string& process) const {
    for (const auto& wall : device_.ready().at(process)) {
      if (wall.wall == "memory-lock") return wall.enforced;
    }
    ADD_FAILURE() << process << " does not say whether it locks its memory";
    return false;
  }

  TemporaryFolder folder_;
  NativeDevice device_;
  std::vector<Canary> canaries_, vaults_;
};

//= EN303645 5.4-1 type=test
TEST_F(Canaries, are_in_no_state_but_vaults_and_in_no_log) {
  live();
  plant_keys();
  device_.stop();
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(device_.path("state"))) {
    if (!entry.is_regular_file() || entry.path().string().find("/state/vault/") != std::string::npos) continue;
    ++files;
    EXPECT_THAT(found_in(*store::read_file(entry.path(), 64U << 20), all()), ::testing::IsEmpty()) << entry.path();
  }
  EXPECT_GE(files, 2);
  const auto log = store::read_file(folder_ / "log", 64U << 20);
  ASSERT_TRUE(log);
  EXPECT_GT(log->size(), 0U);
  EXPECT_THAT(found_in(*log, all()), ::testing::IsEmpty());
}

TEST_F(Canaries, are_in_no_dump_for_there_is_none) {
  live();
  const auto here = fs::current_path();
  for (const char* process : {"gate", "steward", "vault"}) {
    EXPECT_FALSE(device_.dumps_when_hit_by(SIGSEGV, process)) << process;
  }
  for (const auto& entry : fs::directory_iterator(here)) EXPECT_FALSE(entry.path().filename().string().starts_with("core")) << entry.path();
}

TEST_F(Canaries, are_in_no_memory_that_could_be_swapped_out) {
  if (::geteuid() != 0) GTEST_SKIP() << "an ordinary user cannot look into a process that forbids it";
  live();
  plant_keys();
  std::vector<std::string> found;
  for (const char* process : {"gate", "steward", "vault"}) {
    // Where memory cannot be locked (a container), what passes through must be gone at least; vault's keys are there as long as it runs.
    const bool locked = locks_memory(process);
    if (!locked) std::printf("  %s may not lock its memory here: only what passed through it is looked for\n", process);
    for (std::string& what : found_in_swappable_memory(process, locked ? all() : canaries_)) found.push_back(std::move(what));
  }
  EXPECT_THAT(found, ::testing::IsEmpty());
}

}  // namespace
}  // namespace cardea::gate
