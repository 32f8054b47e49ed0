// SPDX-License-Identifier: Apache-2.0
// Whose socket is it? Joins the kernel's socket tables with the open descriptors of processes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "assess/probes/proc_text.hpp"

namespace cardea::assess {

struct OwnedSocket {
  std::string transport;  // "tcp", "udp"
  KernelSocket socket;
  std::int64_t pid = 0;  // 0: nobody that we may look at
  std::string process;
};

// Every socket of the system that can be seen, with its process where that may be known.
// `network_of`: a process whose network is meant; 0: our own.
Result<std::vector<OwnedSocket>> listening_sockets(std::int64_t network_of);

Result<Buffer> read_proc(const std::string& path);  // small kernel files, bounded
std::vector<std::int64_t> running_pids();
std::set<std::uint64_t> socket_inodes_of(std::int64_t pid, bool& readable);

}  // namespace cardea::assess
