// SPDX-License-Identifier: Apache-2.0
// Which sockets may be open on this device: exactly those that the product's declaration has a row for. warden alone
// opens them, before it confines itself; no process can open another.
#pragma once

#include <span>
#include <vector>

#include "device/warden/words.hpp"
#include "lib/base/fd.hpp"
#include "product/policy.hpp"

namespace cardea::warden {

struct Endpoint {
  std::string id;
  std::string address;
  std::uint16_t port = 0;
};

// The declared interfaces, moved by `overrides`. A Problem when an override names no declared interface, or would widen
// one (a loopback interface on another address), or a row is of a kind that this runtime cannot open.
Outcome<std::vector<Endpoint>> plan_listeners(const product::ProductPolicy& policy, std::span<const ListenWord> overrides);

struct OpenListener {
  std::string id;
  UniqueFd fd;
  std::string where;  // "127.0.0.1:8443", with the real port
};
Outcome<OpenListener> open_listener(const Endpoint& endpoint);

}  // namespace cardea::warden
