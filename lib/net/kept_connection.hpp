// SPDX-License-Identifier: Apache-2.0
// Where a connection waits between two exchanges: one at most, and not for long. Internal to lib/net.
#pragma once

#include <memory>

#include "lib/net/client_connection.hpp"

namespace cardea::net {

class KeptConnection : public std::enable_shared_from_this<KeptConnection> {
 public:
  KeptConnection(EventLoop& loop, std::uint64_t idle_ms) : loop_(loop), idle_ms_(idle_ms) {}
  ~KeptConnection() { drop(); }
  KeptConnection(const KeptConnection&) = delete;
  KeptConnection& operator=(const KeptConnection&) = delete;

  // The one that waits, if any; it does not wait here any more.
  std::shared_ptr<ClientConnection> take();
  // It waits in the place of the one before.
  void keep(std::shared_ptr<ClientConnection> connection);

 private:
  void drop();

  EventLoop& loop_;
  std::uint64_t idle_ms_;
  std::shared_ptr<ClientConnection> connection_;
  EventLoop::TimerId timer_ = 0;
};

}  // namespace cardea::net
