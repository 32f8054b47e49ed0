// SPDX-License-Identifier: Apache-2.0
// What each process must not do, tried one by one from within its own row of rules.cpp: a deed is refused, kills whoever tries it,
// or works for exactly those that need it. The device's folder has the owners that the boot step gives it.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "contracts/ipc/peers.hpp"
#include "device/boards/ownership.hpp"
#include "device/process/rules.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/temporary_folder.hpp"

namespace cardea::process {
namespace {

constexpr std::uint32_t kUidBase = 71000;
constexpr int kRefused = 0, kWorked = 1, kNoWall = 2, kNotConfined = 3;

// A device as it stands between two processes' starts, and a process that wishes it ill.
struct Scene {
  std::string device;
  pid_t peer = 0;          // another process of the device
  std::uint16_t port = 0;  // somebody listens there; not the associated service
};

struct Deed {
  std::string_view name;
  std::set<std::string_view> permitted;  // to whom it must work
  bool by_path;                          // refused by its user or by Landlock, whichever the machine has
  std::function<bool(const Scene&)> succeeds;
};

bool opens(const std::string& path, int flags) {
  return UniqueFd(::open(path.c_str(), flags | O_CLOEXEC, 0600)).valid();
}

bool connects_to(std::uint16_t port) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return socket.valid() && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

bool listens() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  return socket.valid() && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 && ::listen(socket.get(), 1) == 0;
}

bool runs_a_program() {
  char path[] = "/bin/false";  // its exit code, 1, is kWorked
  char* arguments[] = {path, nullptr};
  ::execv(path, arguments);
  return false;
}

bool forks() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  return child > 0;
}

bool reads_memory_of(pid_t peer) {
  char byte = 0;
  iovec here{&byte, 1};
  iovec there{&byte, 1};
  return ::process_vm_readv(peer, &here, 1, &there, 1, 0) == 1;
}

bool writes_and_runs_code() {
  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page != MAP_FAILED;
}

bool watches_the_machine() {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  return ::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0) >= 0;
}

std::vector<Deed> all_deeds() {
  using std::string_view;
  const std::set<string_view> vault{peer::vault}, steward{peer::steward}, updater{peer::updater}, nobody;
  return {
      {"read the keys", vault, true, [](const Scene& s) { return opens(s.device + "/state/vault/device.key", O_RDONLY); }},
      {"write the keys", vault, true, [](const Scene& s) { return opens(s.device + "/state/vault/device.key", O_WRONLY); }},
      {"read the household's state", steward, true, [](const Scene& s) { return opens(s.device + "/state/steward/steward.db", O_RDONLY); }},
      {"put a file beside the household's state", steward, true,
       [](const Scene& s) { return opens(s.device + "/state/steward/planted", O_WRONLY | O_CREAT); }},
      {"read the update metadata", updater, true, [](const Scene& s) { return opens(s.device + "/state/updater/root.json", O_RDONLY); }},
      {"write the slot that does not run", updater, true, [](const Scene& s) { return opens(s.device + "/slots/b/image", O_WRONLY); }},
      {"write the slot that runs", nobody, true, [](const Scene& s) { return opens(s.device + "/slots/a/image", O_WRONLY); }},
      {"put a component in its place", updater, true,
       [](const Scene& s) { return opens(s.device + "/components/window-1.img", O_WRONLY); }},
      {"read what is plugged in", updater, true, [](const Scene& s) { return opens(s.device + "/media/u.update", O_RDONLY); }},
      {"write what is plugged in", nobody, true, [](const Scene& s) { return opens(s.device + "/media/u.update", O_WRONLY); }},
      {"write the boot record", nobody, true, [](const Scene& s) { return opens(s.device + "/boot/record", O_WRONLY); }},
      {"write the programs of the machine", nobody, true, [](const Scene&) { return opens("/usr/bin/planted", O_WRONLY | O_CREAT); }},
      {"connect to a port that is not the service's", nobody, false, [](const Scene& s) { return connects_to(s.port); }},
      {"make a socket of any other kind", nobody, false,
       [](const Scene&) { return UniqueFd(::socket(AF_UNIX, SOCK_STREAM, 0)).valid() || UniqueFd(::socket(AF_INET, SOCK_RAW, 1)).valid(); }},
      {"listen", nobody, false, [](const Scene&) { return listens(); }},
      {"run a program", nobody, false, [](const Scene&) { return runs_a_program(); }},
      {"start a process", nobody, false, [](const Scene&) { return forks(); }},
      {"trace a peer", nobody, false, [](const Scene& s) { return ::ptrace(PTRACE_SEIZE, s.peer, 0, 0) == 0; }},
      {"read a peer's memory", nobody, false, [](const Scene& s) { return reads_memory_of(s.peer); }},
      {"end a peer", nobody, false, [](const Scene& s) { return ::kill(s.peer, SIGTERM) == 0; }},
      {"become another user", nobody, false, [](const Scene&) { return ::setuid(0) == 0 && ::getuid() == 0; }},
      {"make a namespace of its own", nobody, false, [](const Scene&) { return ::unshare(CLONE_NEWUSER) == 0; }},
      {"mount", nobody, false, [](const Scene&) { return ::mount("none", "/mnt", "tmpfs", 0, nullptr) == 0; }},
      {"change its root", nobody, false, [](const Scene&) { return ::chroot("/") == 0; }},
      {"map memory that is written and run", nobody, false, [](const Scene&) { return writes_and_runs_code(); }},
      {"load code into the kernel", nobody, false, [](const Scene&) { return ::syscall(SYS_bpf, 5, nullptr, 0) >= 0; }},
      {"watch the machine", nobody, false, [](const Scene&) { return watches_the_machine(); }},
      {"queue calls past the filter", nobody, false, [](const Scene&) { return ::syscall(SYS_io_uring_setup, 1, nullptr) >= 0; }},
      {"use the kernel's keyrings", nobody, false, [](const Scene&) { return ::syscall(SYS_keyctl, 0, -3, 1, 0, 0) >= 0; }},
      {"set the clock", nobody, false,
       [](const Scene&) {
         const timespec now{1'800'000'000, 0};
         return ::clock_settime(CLOCK_REALTIME, &now) == 0;
       }},
  };
}

bool has_path_wall(const confine::Confined& confined) {
  for (const confine::WallFact& fact : confined.facts()) {
    if ((fact.wall == "user" || fact.wall == "landlock.fs") && fact.enforced) return true;
  }
  return false;
}

bool has_wall(const confine::Confined& confined, std::string_view wall) {
  for (const confine::WallFact& fact : confined.facts()) {
    if (fact.wall == wall) return fact.enforced;
  }
  return false;
}

class Denials : public ::testing::TestWithParam<std::string_view> {
 protected:
  Denials() {
    namespace fs = std::filesystem;
    for (const char* folder : {"state/vault", "state/steward", "state/updater", "slots/a", "slots/b", "components", "media", "boot", "buttons", "identity", "run"}) {
      fs::create_directories(folder_ / folder);
    }
    for (const char* file : {"state/vault/device.key", "state/steward/steward.db", "state/updater/root.json", "slots/a/image",
                             "slots/b/image", "components/window-1.img", "media/u.update", "boot/record"}) {
      std::ofstream(folder_ / file) << "content";
    }
    scene_.device = folder_.path();
    if (::geteuid() == 0) {
      EXPECT_TRUE(board::give_to_processes(scene_.device, kUidBase, board::Slot::a).ok());
    }
    scene_.peer = ::fork();
    if (scene_.peer == 0) {
      ::pause();
      ::_exit(0);
    }
    listener_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&at), size), 0);
    EXPECT_EQ(::listen(listener_.get(), 8), 0);
    EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &size), 0);
    scene_.port = ntohs(at.sin_port);
  }
  ~Denials() override {
    ::kill(scene_.peer, SIGKILL);
    ::waitpid(scene_.peer, nullptr, 0);
  }

  // In a child, confined as this process of the device is: kRefused, kWorked or kNoWall.
  int outcome_of(const Deed& deed) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(try_confined(deed));
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) return kRefused;  // what only an exploit would do kills
    return WEXITSTATUS(status);
  }

  int try_confined(const Deed& deed) const {
    Place place{scene_.device, board::Slot::a, std::nullopt, {}};
    if (GetParam() == peer::courier) place.connect_ports = {1};
    if (::geteuid() == 0) place.uid = board::uid_of(GetParam(), kUidBase);
    const auto rules = rules_for(GetParam(), place);
    if (!rules) return kNotConfined;
    const auto confined = confine::confine(*rules);
    if (!confined) return kNotConfined;
    if (deed.succeeds(scene_)) {
      if (deed.by_path && !has_path_wall(*confined)) return kNoWall;
      if (deed.name.starts_with("connect") && GetParam() == peer::courier && !has_wall(*confined, "landlock.net")) return kNoWall;
      return kWorked;
    }
    return kRefused;
  }

  TemporaryFolder folder_;
  Scene scene_;
  UniqueFd listener_;
};

//= EN303645 5.6-7 type=test
TEST_P(Denials, hold_for_every_deed_that_is_not_its_business) {
  for (const Deed& deed : all_deeds()) {
    const int outcome = outcome_of(deed);
    EXPECT_NE(outcome, kNotConfined) << deed.name;
    if (deed.permitted.contains(GetParam())) {
      EXPECT_EQ(outcome == kWorked || outcome == kNoWall, true) << GetParam() << " cannot " << deed.name;
    } else if (outcome == kNoWall) {
      std::printf("  not tried, this kernel has no wall for it: %s may %s\n", std::string(GetParam()).c_str(), std::string(deed.name).c_str());
    } else {
      EXPECT_EQ(outcome, kRefused) << GetParam() << " may " << deed.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Denials, ::testing::Values(peer::vault, peer::steward, peer::updater, peer::courier, peer::gate),
                         [](const auto& process) { return std::string(process.param); });

}  // namespace
}  // namespace cardea::process
