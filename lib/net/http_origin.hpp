// SPDX-License-Identifier: Apache-2.0
// A client of one server, which keeps its connection for the next exchange: many small requests cost one handshake. Who asks
// one thing only uses fetch() of http_client.hpp; errors are as there.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lib/net/http_client.hpp"

namespace cardea::net {

class KeptConnection;

// Shorter than our own server's patience (HttpLimits::idle_ms): the side that asks is the one that leaves, so that no request
// meets a connection that is just being closed.
inline constexpr std::uint64_t kOriginIdleMs = 8'000;

class HttpOrigin {
 public:
  struct Place {
    std::string address;  // IP address to connect to
    std::uint16_t port = 0;
    std::string host;  // Host header, and the name to verify when the TlsContext names none; empty: the address
  };

  HttpOrigin(EventLoop& loop, std::shared_ptr<TlsContext> tls, Place place, std::uint64_t idle_ms = kOriginIdleMs);
  // Closes the connection that waits. An exchange under way goes on to its end.
  ~HttpOrigin();
  HttpOrigin(const HttpOrigin&) = delete;
  HttpOrigin& operator=(const HttpOrigin&) = delete;

  // As net::fetch; address, port and host are ours. An exchange never waits for another: while the kept connection is busy, it
  // makes one of its own. Whichever ends last is kept.
  // A kept connection that turns out to be dead is replaced once: a GET or HEAD is asked again, anything else only when no
  // byte of it was sent, so that the server never gets it twice.
  Cancel fetch(Exchange exchange, std::function<void(Result<Fetched>)> done);

 private:
  EventLoop& loop_;
  std::shared_ptr<TlsContext> tls_;
  Place place_;
  std::shared_ptr<KeptConnection> kept_;
};

}  // namespace cardea::net
