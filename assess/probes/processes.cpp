// SPDX-License-Identifier: Apache-2.0
// Probe "processes": what the kernel says of each process of the target: user, capabilities, seccomp, mappings.
#include "assess/probes/processes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "assess/driver/act.hpp"
#include "assess/probes/bench.hpp"
#include "assess/probes/sockets.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kProcessesMax = 512;

std::vector<std::int64_t> pids_in(std::string_view text) {
  std::vector<std::int64_t> pids;
  for (std::size_t at = 0; at < text.size() && pids.size() < kProcessesMax; ++at) {
    std::int64_t pid = 0;
    const auto [end, failure] = std::from_chars(text.data() + at, text.data() + text.size(), pid);
    if (failure != std::errc{}) continue;
    if (pid > 0) pids.push_back(pid);
    at = static_cast<std::size_t>(end - text.data());
  }
  return pids;
}

Result<ProcStatus> status_of(std::int64_t pid) {
  TRY(const Buffer text, read_proc("/proc/" + std::to_string(pid) + "/status"));
  return parse_proc_status(text);
}

std::vector<std::int64_t> with_children(const std::vector<std::int64_t>& roots) {
  std::set<std::int64_t> known(roots.begin(), roots.end());
  const std::vector<std::int64_t> running = running_pids();
  bool grew = true;
  while (grew) {
    grew = false;
    for (const std::int64_t pid : running) {
      if (known.contains(pid)) continue;
      const auto status = status_of(pid);
      if (!status || !known.contains(status->parent)) continue;
      known.insert(pid);
      grew = true;
    }
  }
  return {known.begin(), known.end()};
}

std::string hex(std::uint64_t mask) {
  std::string text(16, '0');
  for (std::size_t i = 0; i < 16; ++i) text[15 - i] = "0123456789abcdef"[(mask >> (4 * i)) & 15];
  return text;
}

void note_status(Value& values, const ProcStatus& status) {
  values.set("name", status.name);
  values.set("parent", status.parent);
  values.set("uid", static_cast<std::int64_t>(status.uid_effective));
  values.set("may_become_root", status.uid_effective == 0 || status.uid_real == 0 || status.uid_saved == 0);
  values.set("capabilities", hex(status.capabilities_permitted | status.capabilities_effective | status.capabilities_inheritable |
                                 status.capabilities_ambient));
  if (status.no_new_privs) values.set("no_new_privs", *status.no_new_privs);
  if (status.seccomp) values.set("seccomp", std::int64_t{*status.seccomp});
}

void note_maps(Value& values, std::int64_t pid) {
  const auto text = read_proc("/proc/" + std::to_string(pid) + "/maps");
  const auto maps = text ? parse_proc_maps(*text) : Result<ProcMaps>(text.error());
  values.set("maps_readable", maps.ok() && maps->mappings > 0);
  if (maps && maps->mappings > 0) values.set("writable_and_executable", list_of(maps->writable_and_executable));
}

// The kernel gives the files of a process that may not be dumped to root: another process of its user cannot look inside.
void note_dumpable(Value& values, std::int64_t pid, std::uint32_t uid) {
  struct stat info{};
  if (uid == 0 || ::stat(("/proc/" + std::to_string(pid) + "/environ").c_str(), &info) != 0) return;
  values.set("dumpable", info.st_uid != 0);
}

Status note_process(Notes& notes, std::int64_t pid) {
  TRY(const ProcStatus status, status_of(pid));
  Value values;
  values.set("pid", pid);
  note_status(values, status);
  note_maps(values, pid);
  note_dumpable(values, pid, status.uid_effective);
  bool readable = false;
  values.set("sockets", static_cast<std::int64_t>(socket_inodes_of(pid, readable).size()));
  values.set("descriptors_readable", readable);
  return notes.write("process " + status.name, std::move(values));
}

}  // namespace

Result<std::vector<std::int64_t>> find_target_processes(const Driver& driver) {
  std::vector<std::int64_t> pids;
  for (const std::string& file : driver.processes.pid_files) {
    TRY(const std::string text, store::read_text(file, 64U << 10));
    const std::vector<std::int64_t> here = pids_in(text);
    pids.insert(pids.end(), here.begin(), here.end());
  }
  if (!driver.processes.command.empty()) {
    TRY(const Ran ran, run_command(driver.processes.command, 10'000));
    const std::vector<std::int64_t> here = pids_in(ran.output);
    pids.insert(pids.end(), here.begin(), here.end());
  }
  return driver.processes.with_children ? with_children(pids) : pids;
}

bool has_ended(std::int64_t pid) {
  return ::access(("/proc/" + std::to_string(pid)).c_str(), F_OK) != 0;
}

Status probe_processes(const Bench& bench, Notes& notes) {
  if (bench.pids.empty()) return Error{Err::unsupported, "the driver names no process of the target"};
  std::size_t ended = 0;
  for (const std::int64_t pid : bench.pids) {
    const Status noted = note_process(notes, pid);
    if (!noted && !has_ended(pid)) return noted;
    ended += noted ? 0 : 1;
  }
  if (ended == bench.pids.size()) return Error{Err::unavailable, "the processes of the target have ended"};
  Value values;
  values.set("processes", static_cast<std::int64_t>(bench.pids.size() - ended));
  values.set("ended", static_cast<std::int64_t>(ended));
  values.set("assessor_uid", static_cast<std::int64_t>(::geteuid()));
  return notes.write("all processes", std::move(values));
}

}  // namespace cardea::assess
