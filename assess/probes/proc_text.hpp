// SPDX-License-Identifier: Apache-2.0
// Reads the kernel's text files about processes: status, maps and the socket tables. Their content is partly chosen by
// the process looked at (its name, its mappings), so they are foreign bytes like any other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kProcTextMax = 8U << 20;

// /proc/PID/status
struct ProcStatus {
  std::string name;
  std::int64_t parent = 0;
  std::uint32_t uid_effective = 0;
  std::uint32_t uid_real = 0;
  std::uint32_t uid_saved = 0;
  std::uint64_t capabilities_permitted = 0;
  std::uint64_t capabilities_effective = 0;
  std::uint64_t capabilities_inheritable = 0;
  std::uint64_t capabilities_ambient = 0;
  std::optional<bool> no_new_privs;  // old kernels do not say
  std::optional<int> seccomp;        // 0 off, 1 strict, 2 filter
};
Result<ProcStatus> parse_proc_status(Bytes text);

// /proc/PID/stat: a number that was given to two processes is told apart by when they began.
struct ProcStat {
  char state = '?';  // 'Z': ended, and nobody has asked for it
  std::uint64_t began = 0;
};
Result<ProcStat> parse_proc_stat(Bytes text);

// /proc/PID/maps: how many mappings, and those that can be written and executed at once.
struct ProcMaps {
  std::size_t mappings = 0;
  std::vector<std::string> writable_and_executable;  // at most 20
};
Result<ProcMaps> parse_proc_maps(Bytes text);

// /proc/net/{tcp,tcp6,udp,udp6}
struct KernelSocket {
  std::string address;  // "127.0.0.1", "::", ...
  std::uint16_t port = 0;
  std::uint16_t peer_port = 0;
  unsigned state = 0;  // 0x0A: a TCP listener; 0x07: a UDP socket without peer
  std::uint64_t inode = 0;
};
inline constexpr unsigned kTcpListens = 0x0A;
inline constexpr unsigned kUdpUnconnected = 0x07;
Result<std::vector<KernelSocket>> parse_proc_sockets(Bytes text);

}  // namespace cardea::assess
