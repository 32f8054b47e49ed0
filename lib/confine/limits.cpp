// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

constexpr std::uint64_t kLogFileMax = 64ULL << 20;

// Never raises: a limit that is lower already stays.
Status lower(__rlimit_resource_t resource, std::uint64_t to) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return io_error("cannot read a resource limit");
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, to);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, limit.rlim_max);
  if (setrlimit(resource, &limit) != 0) return io_error("cannot lower a resource limit");
  return kOk;
}

// The limit is of every file, so a log that was redirected to one must stay below it too.
std::uint64_t file_size(const Rules& rules) {
  struct stat log {};
  const bool log_is_file = fstat(STDERR_FILENO, &log) == 0 && S_ISREG(log.st_mode);
  return log_is_file ? std::max(rules.limits.file_size_bytes, kLogFileMax) : rules.limits.file_size_bytes;
}

}  // namespace

Result<WallFact> limit_resources(const Rules& rules) {
  std::string detail = "no core dumps, " + std::to_string(rules.limits.open_files) + " descriptors";
  TRY_(lower(RLIMIT_CORE, 0));
  TRY_(lower(RLIMIT_NOFILE, rules.limits.open_files));
  TRY_(lower(RLIMIT_FSIZE, file_size(rules)));
  if (std::signal(SIGXFSZ, SIG_IGN) == SIG_ERR) return io_error("cannot ignore a signal");  // a full file is an error, not a death
  if (rules.limits.address_space_bytes != 0) {
    TRY_(lower(RLIMIT_AS, rules.limits.address_space_bytes));
    detail += ", " + std::to_string(rules.limits.address_space_bytes >> 20) + " MiB of address space";
  }
  // The kernel counts all processes of the user: as somebody's own user, a spawner would be stopped by their desktop.
  if (allows(rules, Allow::spawn) && !is_root()) {
    detail += "; children are not limited for an ordinary user";
  } else {
    TRY_(lower(RLIMIT_NPROC, rules.limits.processes));
    detail += ", " + std::to_string(rules.limits.processes) + " processes";
  }
  return WallFact{"rlimits", true, std::move(detail)};
}

Result<WallFact> forbid_dumps() {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return io_error("cannot forbid dumps of memory");
  }
  return WallFact{"dumpable", true, "memory cannot be dumped or traced by other processes of the user"};
}

Result<WallFact> forbid_new_privileges() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) {
    return io_error("cannot forbid new privileges");
  }
  return WallFact{"no_new_privs", true, "no program can give privileges back"};
}

}  // namespace cardea::confine
