// SPDX-License-Identifier: Apache-2.0
#include "device/warden/listeners.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "contracts/ipc/peers.hpp"
#include "device/process/start.hpp"

namespace cardea::warden {
namespace {

constexpr int kBacklog = 128;

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

const ListenWord* override_for(std::span<const ListenWord> overrides, const std::string& id) {
  const auto it = std::find_if(overrides.begin(), overrides.end(), [&](const ListenWord& word) { return word.id == id; });
  return it == overrides.end() ? nullptr : &*it;
}

Outcome<Unit> check_overrides(const product::ProductPolicy& policy, std::span<const ListenWord> overrides) {
  for (const ListenWord& word : overrides) {
    if (policy.interface_with(word.id) == nullptr) {
      return Problem(Err::refused, "no interface " + word.id + " is declared for this product",
                     "declare it in product.toml, or leave it out");
    }
    if (override_for(overrides, word.id) != &word) return Problem(Err::bad_value, "interface " + word.id + " is given twice", "");
  }
  return kOk;
}

Outcome<Endpoint> endpoint_for(const product::InterfacePolicy& row, const ListenWord* moved) {
  if (row.process != peer::gate) {
    return Problem(Err::refused, "interface " + row.id + " is declared for " + row.process + ", which may not listen",
                   "only gate listens");
  }
  if (row.transport != product::Transport::tcp) {
    return Problem(Err::unsupported, "interface " + row.id + " is declared with a transport that gate does not speak",
                   "tcp is the one it speaks");
  }
  const bool loopback_only = row.scope == product::Scope::loopback;
  if (moved == nullptr) return Endpoint{row.id, loopback_only ? "127.0.0.1" : "0.0.0.0", row.port};
  if (loopback_only && !is_loopback(moved->address)) {
    return Problem(Err::refused, "interface " + row.id + " is declared for loopback and would listen on " + moved->address,
                   "its scope in product.toml says how far it may reach");
  }
  return Endpoint{row.id, moved->address, moved->port};
}

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }  // the socket API's own idiom
};

SocketAddress socket_address(const Endpoint& endpoint) {
  SocketAddress out;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(endpoint.port);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(endpoint.port);
  if (::inet_pton(AF_INET, endpoint.address.c_str(), &v4.sin_addr) == 1) {
    std::memcpy(&out.storage, &v4, sizeof(v4));
    out.size = sizeof(v4);
  } else if (::inet_pton(AF_INET6, endpoint.address.c_str(), &v6.sin6_addr) == 1) {
    std::memcpy(&out.storage, &v6, sizeof(v6));
    out.size = sizeof(v6);
  }
  return out;
}

std::uint16_t port_of(int fd) {
  SocketAddress bound;
  bound.size = sizeof(bound.storage);
  if (::getsockname(fd, bound.get(), &bound.size) != 0) return 0;
  sockaddr_in v4{};
  std::memcpy(&v4, &bound.storage, sizeof(v4));  // the port is at the same place in both families
  return ntohs(v4.sin_port);
}

}  // namespace

//= EN303645 5.6-1
Outcome<std::vector<Endpoint>> plan_listeners(const product::ProductPolicy& policy, std::span<const ListenWord> overrides) {
  TRY_(check_overrides(policy, overrides));
  std::vector<Endpoint> endpoints;
  for (const product::InterfacePolicy& row : policy.interfaces) {
    TRY(Endpoint endpoint, endpoint_for(row, override_for(overrides, row.id)));
    endpoints.push_back(std::move(endpoint));
  }
  if (endpoints.size() > process::kMaxListeners)
    return Problem(Err::too_large, "more interfaces are declared than gate can hold", "");
  return endpoints;
}

Outcome<OpenListener> open_listener(const Endpoint& endpoint) {
  SocketAddress address = socket_address(endpoint);
  const std::string where =
      (endpoint.address.find(':') == std::string::npos ? endpoint.address : '[' + endpoint.address + ']') + ':';
  const auto problem = [&](const char* what) {
    const Error why = io_error(what);
    return Problem(why.code,
                   "interface " + endpoint.id + " at " + where + std::to_string(endpoint.port) + ": " + Problem::describe(why),
                   "is the address this machine's, and the port free?");
  };
  UniqueFd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return problem("cannot make a socket");
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(fd.get(), address.get(), address.size) != 0) return problem("cannot bind");
  if (::listen(fd.get(), kBacklog) != 0) return problem("cannot listen");
  const std::uint16_t port = port_of(fd.get());
  return OpenListener{endpoint.id, std::move(fd), where + std::to_string(port)};
}

}  // namespace cardea::warden
