// SPDX-License-Identifier: Apache-2.0
// Brings a release desk's repository to the associated service, as an operator.
#pragma once

#include <functional>

#include "maker/release/desk.hpp"

namespace cardea::release {

struct Destination {
  std::string address;  // IP address of the service's API for operators
  std::uint16_t port = 0;
  std::string server_name;  // in its certificate; empty: the address
  std::string certificate;  // PEM files: the operator's, its key, and the CA of the service
  std::string key;
  std::string ca;
};

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::string path;
};

// Puts every file in the desk's order; stops at the first that is refused, so that the timestamp never comes alone.
Outcome<std::size_t> publish(const Desk& desk, const Destination& destination,
                             const std::function<void(const Progress&)>& on_progress = {});

}  // namespace cardea::release
