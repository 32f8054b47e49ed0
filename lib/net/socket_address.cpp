// SPDX-License-Identifier: Apache-2.0
#include "lib/net/socket_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace cardea::net {
namespace {

// The kernel's structures overlay each other; copying keeps the aliasing rules.
template <class Native>
Native as(const SocketAddress& address) {
  Native native{};
  std::memcpy(&native, &address.storage, sizeof native);
  return native;
}

template <class Native>
SocketAddress from(const Native& native) {
  SocketAddress address;
  std::memcpy(&address.storage, &native, sizeof native);
  address.size = sizeof native;
  return address;
}

std::string text_of(int family, const void* raw) {
  std::array<char, INET6_ADDRSTRLEN> out{};
  return inet_ntop(family, raw, out.data(), out.size()) == nullptr ? std::string() : std::string(out.data());
}

}  // namespace

Result<SocketAddress> socket_address_of(const std::string& address, std::uint16_t port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) return from(v4);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) return from(v6);
  return Error{Err::bad_value, "not an IP address"};
}

std::string address_text(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    const in_addr raw = as<sockaddr_in>(address).sin_addr;
    return text_of(AF_INET, &raw);
  }
  if (address.storage.ss_family != AF_INET6) return {};
  const in6_addr raw = as<sockaddr_in6>(address).sin6_addr;
  return IN6_IS_ADDR_V4MAPPED(&raw) ? text_of(AF_INET, &raw.s6_addr[12]) : text_of(AF_INET6, &raw);
}

std::uint16_t port_of(const SocketAddress& address) {
  const bool v6 = address.storage.ss_family == AF_INET6;
  return ntohs(v6 ? as<sockaddr_in6>(address).sin6_port : as<sockaddr_in>(address).sin_port);
}

std::string source_group(const SocketAddress& address) {
  if (address.storage.ss_family != AF_INET6) return address_text(address);
  in6_addr raw = as<sockaddr_in6>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&raw)) return address_text(address);
  std::fill(&raw.s6_addr[8], &raw.s6_addr[16], std::uint8_t{0});
  return text_of(AF_INET6, &raw) + "/64";
}

}  // namespace cardea::net
