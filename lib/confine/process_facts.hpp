// SPDX-License-Identifier: Apache-2.0
// What the kernel says of a running process: its user, capabilities and filters. For those who look from outside
// (the assessor, the status page); a process's own word for its walls is Confined. Whether a process is dumpable
// is not in /proc/PID/status, so it is not here.
#pragma once

#include <cstdint>
#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::confine {

enum class SeccompMode : std::uint8_t { off = 0, strict = 1, filter = 2 };

struct ProcessFacts {
  std::string name;
  std::uint32_t uid_real = 0;
  std::uint32_t uid_effective = 0;
  std::uint32_t uid_saved = 0;
  std::uint32_t gid_effective = 0;
  std::size_t groups = 0;  // supplementary
  std::uint64_t capabilities_permitted = 0;
  std::uint64_t capabilities_effective = 0;
  std::uint64_t capabilities_bounding = 0;
  std::uint64_t capabilities_ambient = 0;
  bool no_new_privs = false;
  SeccompMode seccomp = SeccompMode::off;
};

inline constexpr std::size_t kProcStatusMax = 16 * 1024;

// The text of /proc/PID/status. Lines that we do not use are skipped; one that we use and that is missing, there twice or
// malformed is an error.
Result<ProcessFacts> parse_proc_status(Bytes text);

// Err::not_found when there is no such process.
Result<ProcessFacts> facts_of_process(int pid);

}  // namespace cardea::confine
