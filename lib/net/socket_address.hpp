// SPDX-License-Identifier: Apache-2.0
// IP addresses between text and the kernel's form. Names are never resolved here. Internal to lib/net.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "lib/base/result.hpp"

namespace cardea::net {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* native() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* native() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Result<SocketAddress> socket_address_of(const std::string& address, std::uint16_t port);
std::string address_text(const SocketAddress& address);  // without port; IPv4 in IPv6 reads as IPv4
std::uint16_t port_of(const SocketAddress& address);

// Who counts as one source: an IPv4 address, or the /64 that one IPv6 host may pick addresses from.
std::string source_group(const SocketAddress& address);

}  // namespace cardea::net
