// SPDX-License-Identifier: Apache-2.0
// Byte streams to a target that may be hostile: every wait has a deadline, every read a bound.
// Only the assessor's own ends are opened here; whether a target may be touched at all, the driver has decided before.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::assess {

class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds span) : end_(std::chrono::steady_clock::now() + span) {}
  int left_ms() const;  // 0 when passed: what poll() takes
  bool passed() const { return left_ms() == 0; }

 private:
  std::chrono::steady_clock::time_point end_;
};

struct Endpoint {
  std::string address;  // IPv4 or IPv6, numeric
  std::uint16_t port = 0;
  std::string source;  // numeric address to come from; empty: the kernel's choice
};

std::string print_endpoint(const Endpoint& endpoint);  // "127.0.0.1:443", "[::1]:443"

class Stream {
 public:
  virtual ~Stream() = default;
  virtual Status send(Bytes bytes, const Deadline& deadline) = 0;
  virtual Result<std::size_t> receive(MutableBytes into, const Deadline& deadline) = 0;  // 0: the other side has closed
};

// Err::unavailable: nobody answers; Err::exhausted: the deadline passed.
Result<UniqueFd> connect_tcp(const Endpoint& endpoint, const Deadline& deadline);
Result<std::unique_ptr<Stream>> open_tcp(const Endpoint& endpoint, const Deadline& deadline);

// A stream of datagrams: one send is one, and so is one receive. Nobody is asked by opening it.
Result<std::unique_ptr<Stream>> open_udp(const Endpoint& endpoint);

// Err::exhausted once it has passed. Whoever always has something ready is never waited for, so each step looks at the time
// first.
Status in_time(const Deadline& deadline);
Status wait_for(int fd, short events, const Deadline& deadline);

// "127.0.7.2", 0..65535 -> a socket address; shared by the port scan.
struct SocketAddress {
  alignas(8) unsigned char storage[128];
  unsigned size = 0;
  int family = 0;
};
Result<SocketAddress> socket_address(const std::string& address, std::uint16_t port);

}  // namespace cardea::assess
