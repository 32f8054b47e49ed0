// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace cardea::assess {

int Deadline::left_ms() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 600'000));
}

std::string print_endpoint(const Endpoint& endpoint) {
  const bool v6 = endpoint.address.find(':') != std::string::npos;
  return (v6 ? "[" + endpoint.address + "]" : endpoint.address) + ":" + std::to_string(endpoint.port);
}

Result<SocketAddress> socket_address(const std::string& address, std::uint16_t port) {
  SocketAddress out{};
  auto* v4 = reinterpret_cast<sockaddr_in*>(out.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(out.storage);
  if (inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.size = sizeof(sockaddr_in);
    out.family = AF_INET;
    return out;
  }
  if (inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.size = sizeof(sockaddr_in6);
    out.family = AF_INET6;
    return out;
  }
  return Error{Err::bad_value, "not a numeric IP address"};
}

Status in_time(const Deadline& deadline) {
  if (deadline.passed()) return Error{Err::exhausted, "the target did not come to an end in time"};
  return kOk;
}

Status wait_for(int fd, short events, const Deadline& deadline) {
  while (true) {
    TRY_(in_time(deadline));
    pollfd one{fd, events, 0};
    const int ready = ::poll(&one, 1, deadline.left_ms());
    if (ready > 0) return kOk;
    if (ready == 0) return Error{Err::exhausted, "the target did not answer in time"};
    if (errno != EINTR) return io_error("poll");
  }
}

namespace {

Status bind_source(int fd, const std::string& source) {
  if (source.empty()) return kOk;
  TRY(const SocketAddress from, socket_address(source, 0));
  if (::bind(fd, reinterpret_cast<const sockaddr*>(from.storage), from.size) != 0) return io_error("bind to the source address");
  return kOk;
}

class SocketStream final : public Stream {
 public:
  explicit SocketStream(UniqueFd fd) : fd_(std::move(fd)) {}

  Status send(Bytes bytes, const Deadline& deadline) override {
    while (!bytes.empty()) {
      TRY_(in_time(deadline));
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
      } else if (errno == EAGAIN) {
        TRY_(wait_for(fd_.get(), POLLOUT, deadline));
      } else if (errno != EINTR) {
        return Error{Err::unavailable, "the target closed while we were sending", errno};
      }
    }
    return kOk;
  }

  Result<std::size_t> receive(MutableBytes into, const Deadline& deadline) override {
    while (true) {
      TRY_(in_time(deadline));
      const ssize_t got = ::recv(fd_.get(), into.data(), into.size(), 0);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EAGAIN) {
        TRY_(wait_for(fd_.get(), POLLIN, deadline));
      } else if (errno != EINTR) {
        return Error{Err::unavailable, "the target reset the connection", errno};
      }
    }
  }

 private:
  UniqueFd fd_;
};

}  // namespace

Result<UniqueFd> connect_tcp(const Endpoint& endpoint, const Deadline& deadline) {
  TRY(const SocketAddress to, socket_address(endpoint.address, endpoint.port));
  UniqueFd fd(::socket(to.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return io_error("socket");
  TRY_(bind_source(fd.get(), endpoint.source));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(to.storage), to.size) == 0) return fd;
  if (errno != EINPROGRESS) return Error{Err::unavailable, "the target refuses the connection", errno};
  TRY_(wait_for(fd.get(), POLLOUT, deadline));
  int failure = 0;
  socklen_t size = sizeof failure;
  if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0) return io_error("getsockopt");
  if (failure != 0) return Error{Err::unavailable, "the target refuses the connection", failure};
  return fd;
}

Result<std::unique_ptr<Stream>> open_tcp(const Endpoint& endpoint, const Deadline& deadline) {
  TRY(UniqueFd fd, connect_tcp(endpoint, deadline));
  return std::unique_ptr<Stream>(std::make_unique<SocketStream>(std::move(fd)));
}

Result<std::unique_ptr<Stream>> open_udp(const Endpoint& endpoint) {
  TRY(const SocketAddress to, socket_address(endpoint.address, endpoint.port));
  UniqueFd fd(::socket(to.family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return io_error("socket");
  TRY_(bind_source(fd.get(), endpoint.source));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(to.storage), to.size) != 0) return io_error("connect");
  return std::unique_ptr<Stream>(std::make_unique<SocketStream>(std::move(fd)));
}

}  // namespace cardea::assess
