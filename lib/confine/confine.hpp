// SPDX-License-Identifier: Apache-2.0
// What a process gives up before it serves. `confine` returns a Confined, which only it can make;
// a serve() that takes one cannot be called by a process that forgot. What the kernel lacks is
// returned as a fact: logged, shown on the status page, visible to the assessor; never skipped in silence.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"

namespace cardea::confine {

// Groups of system calls, each a row in groups.cpp. Every process has `base`.
enum class Allow : std::uint8_t {
  base,          // memory, signals to itself, clocks, epoll, read/write on what is open, exit
  files_read,    // open for reading below granted paths
  files_write,   // open for writing, rename, unlink, fsync below granted paths
  accept,        // accept and talk on inherited listeners and sockets
  connect,       // make TCP connections to granted ports
  spawn,         // fork, exec, wait, kill: warden and nobody else
};

struct PathGrant {
  std::string path;
  bool write = false;
  bool execute = false;
};

struct Identity {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

struct Limits {
  std::uint64_t address_space_bytes = 0;  // 0: no limit
  std::uint64_t open_files = 128;
  std::uint64_t processes = 0;            // 0: may not fork
  std::uint64_t file_size_bytes = 64ULL << 20;
};

struct Rules {
  std::string process;                   // for messages
  std::vector<Allow> allow;
  std::vector<PathGrant> paths;          // Landlock: everything else is denied
  std::vector<std::uint16_t> connect_ports;  // Landlock ABI >= 4
  std::optional<Identity> identity;      // only as root: setgroups(0), setresgid, setresuid
  Limits limits;
  std::function<Status()> start_threads;  // called behind all walls but the last two, which hold for these threads too
};

// What holds, per wall: "enforced", or the reason why not.
struct WallFact {
  std::string wall;    // "user", "capabilities", "no_new_privs", "seccomp", "landlock.fs", "landlock.net", "landlock.scope", "rlimits", "dumpable"
  bool enforced = false;
  std::string detail;  // "Landlock ABI 7", "not root: runs as the caller's user"
};

class Confined {
 public:
  const std::vector<WallFact>& facts() const { return facts_; }

 private:
  friend Result<Confined> confine(const Rules& rules);
  explicit Confined(std::vector<WallFact> facts) : facts_(std::move(facts)) {}
  std::vector<WallFact> facts_;
};

// In this order: not dumpable, no_new_privs, Landlock, user and groups, capabilities off, threads, rlimits, seccomp (last).
// From then on no thread can be started.
// A call outside the list fails with EPERM, except those that only an exploit would make (ptrace, exec outside
// spawn, module loading...), which kill the process. An error here means: do not serve.
Result<Confined> confine(const Rules& rules);

}  // namespace cardea::confine
