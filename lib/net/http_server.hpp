// SPDX-License-Identifier: Apache-2.0
// Serves HTTP over TLS on listeners that somebody else opened (warden opens those that the
// declaration names). Each request gets its answer now or later, in order, through a Responder.
#pragma once

#include <functional>
#include <memory>

#include "lib/base/event_loop.hpp"
#include "lib/net/http.hpp"
#include "lib/net/tls.hpp"

namespace cardea::net {

class HttpConnection;

// The right to answer one request once. Dropped unanswered, it answers 500.
class Responder {
 public:
  explicit Responder(std::weak_ptr<HttpConnection> connection) : connection_(std::move(connection)), armed_(true) {}
  Responder(Responder&& from) noexcept : connection_(std::move(from.connection_)), armed_(std::exchange(from.armed_, false)) {}
  Responder& operator=(Responder&&) = delete;
  ~Responder();

  void send(HttpResponse response);
  // Streams a large file as the body (content-length known); reads it piece by piece.
  void send_file(HttpResponse head, UniqueFd file, std::uint64_t offset, std::uint64_t size);

 private:
  std::weak_ptr<HttpConnection> connection_;
  bool armed_;
};

class HttpServer {
 public:
  using Handler = std::function<void(HttpRequest request, Responder responder)>;
  // Asked before the handshake, which costs more than all that follows: false closes the connection unheard.
  using Welcome = std::function<bool(std::string_view source)>;

  HttpServer(EventLoop& loop, std::shared_ptr<TlsContext> tls, HttpLimits limits, Handler handler, Welcome welcome = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  Status serve(UniqueFd listener);  // may be called for several listeners
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// A TCP listener on `address` ("127.0.0.1", "::1"); port 0 lets the kernel choose.
Result<UniqueFd> listen_tcp(const std::string& address, std::uint16_t port);
Result<std::uint16_t> local_port(int listener);

}  // namespace cardea::net
