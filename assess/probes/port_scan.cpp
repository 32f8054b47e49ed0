// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/port_scan.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace cardea::assess {

namespace {

constexpr std::size_t kAtOnce = 256;
constexpr int kPatienceMs = 1500;  // for one batch that does not answer

struct Asked {
  UniqueFd fd;
  std::uint16_t port = 0;
};

// On loopback a connection to a free port of the ephemeral range can meet itself; that is no listener.
bool met_itself(int fd) {
  SocketAddress here{};
  SocketAddress there{};
  socklen_t here_size = sizeof here.storage;
  socklen_t there_size = sizeof there.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(here.storage), &here_size) != 0) return false;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(there.storage), &there_size) != 0) return false;
  return here_size == there_size && std::memcmp(here.storage, there.storage, here_size) == 0;
}

void note_outcome(PortScan& scan, const Asked& asked, int failure) {
  if (failure == 0 && !met_itself(asked.fd.get()))
    scan.open.push_back(asked.port);
  else if (failure == 0 || failure == ECONNREFUSED)
    ++scan.refused;
  else
    ++scan.unanswered;
}

// Starts one connection; when it is decided at once, notes it and returns no descriptor.
Result<Asked> start(const std::string& address, std::uint16_t port, PortScan& scan) {
  TRY(const SocketAddress to, socket_address(address, port));
  Asked asked{UniqueFd(::socket(to.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), port};
  if (!asked.fd.valid()) return io_error("socket");
  const int result = ::connect(asked.fd.get(), reinterpret_cast<const sockaddr*>(to.storage), to.size);
  if (result == 0 || errno != EINPROGRESS) {
    note_outcome(scan, asked, result == 0 ? 0 : errno);
    asked.fd.reset();
  }
  return asked;
}

void wait_for_batch(std::vector<Asked>& batch, PortScan& scan, const Deadline& whole) {
  const Deadline patience{std::chrono::milliseconds(std::min(kPatienceMs, whole.left_ms()))};
  while (!batch.empty()) {
    std::vector<pollfd> waiting;
    for (const Asked& asked : batch) waiting.push_back({asked.fd.get(), POLLOUT, 0});
    if (::poll(waiting.data(), waiting.size(), patience.left_ms()) == 0) break;
    std::vector<Asked> left;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (waiting[i].revents == 0) {
        left.push_back(std::move(batch[i]));
        continue;
      }
      int failure = 0;
      socklen_t size = sizeof failure;
      if (::getsockopt(batch[i].fd.get(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0) failure = errno;
      note_outcome(scan, batch[i], failure);
    }
    batch = std::move(left);
  }
  scan.unanswered += batch.size();
}

}  // namespace

Result<PortScan> scan_tcp_ports(const std::string& address, const Deadline& deadline) {
  PortScan scan;
  std::vector<Asked> batch;
  for (std::uint32_t port = 1; port <= 65535; ++port) {
    if (deadline.passed()) {
      scan.unanswered += 65536 - port;
      break;
    }
    TRY(Asked asked, start(address, static_cast<std::uint16_t>(port), scan));
    if (asked.fd.valid()) batch.push_back(std::move(asked));
    if (batch.size() < kAtOnce) continue;
    wait_for_batch(batch, scan, deadline);
    batch.clear();
  }
  wait_for_batch(batch, scan, deadline);
  std::sort(scan.open.begin(), scan.open.end());
  return scan;
}

}  // namespace cardea::assess
