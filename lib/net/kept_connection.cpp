// SPDX-License-Identifier: Apache-2.0
#include "lib/net/kept_connection.hpp"

namespace cardea::net {

std::shared_ptr<ClientConnection> KeptConnection::take() {
  if (timer_ != 0) loop_.cancel(std::exchange(timer_, 0));
  return std::exchange(connection_, nullptr);
}

void KeptConnection::keep(std::shared_ptr<ClientConnection> connection) {
  drop();
  connection_ = std::move(connection);
  connection_->wait([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->take();
  });
  timer_ = loop_.after_ms(idle_ms_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->drop();
  });
}

void KeptConnection::drop() {
  if (const auto connection = take()) connection->drop();
}

}  // namespace cardea::net
