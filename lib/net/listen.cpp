// SPDX-License-Identifier: Apache-2.0
// Opening a listener, for whoever may: warden, the associated service, tests.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "lib/net/http_server.hpp"
#include "lib/net/socket_address.hpp"

namespace cardea::net {
namespace {

constexpr int kBacklog = 128;

}  // namespace

Result<UniqueFd> listen_tcp(const std::string& address, std::uint16_t port) {
  TRY(const SocketAddress bound, socket_address_of(address, port));
  UniqueFd fd(::socket(bound.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return io_error("cannot make a socket");
  const int on = 1;
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return io_error("cannot set up a listener");
  // "::" is IPv6 alone: a declared interface is one interface, not two.
  if (bound.storage.ss_family == AF_INET6 && ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) {
    return io_error("cannot set up a listener");
  }
  if (::bind(fd.get(), bound.native(), bound.size) != 0) return io_error("cannot bind a listener");
  if (::listen(fd.get(), kBacklog) != 0) return io_error("cannot listen");
  return fd;
}

Result<std::uint16_t> local_port(int listener) {
  SocketAddress bound;
  if (::getsockname(listener, bound.native(), &bound.size) != 0) return io_error("cannot read a listener's address");
  return port_of(bound);
}

}  // namespace cardea::net
