// SPDX-License-Identifier: Apache-2.0
// For tests only: a server and its clients on one loop, in time that stands still until it is moved.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <optional>

#include "lib/net/http_client.hpp"
#include "lib/net/http_server.hpp"
#include "lib/net/socket_address.hpp"
#include "lib/net/test_certificates.hpp"
#include "lib/net/tls_stream.hpp"

namespace cardea::net::test {

// A connected TCP socket to 127.0.0.1, from another loopback address if one is named; loopback connects at once while the
// backlog has room.
inline UniqueFd connect_to(std::uint16_t port, const std::string& from = "127.0.0.1") {
  const SocketAddress server = must(socket_address_of("127.0.0.1", port));
  const SocketAddress own = must(socket_address_of(from, 0));
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(fd.get(), own.native(), own.size) != 0) throw std::runtime_error("cannot take an address of loopback");
  if (::connect(fd.get(), server.native(), server.size) != 0) throw std::runtime_error("cannot connect");
  const int on = 1;
  (void)::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::fcntl(fd.get(), F_SETFL, O_NONBLOCK) != 0) throw std::runtime_error("cannot set up a socket");
  return fd;
}

// A TLS client that says what it is told, and remembers what it hears.
class RawClient final : public StreamOwner, public std::enable_shared_from_this<RawClient> {
 public:
  static std::shared_ptr<RawClient> connect(EventLoop& loop, std::shared_ptr<TlsContext> tls, std::uint16_t port,
                                            const std::string& from = "127.0.0.1") {
    auto client = std::make_shared<RawClient>();
    client->stream = must(TlsStream::create(loop, std::move(tls), connect_to(port, from), TlsStream::Side::client, "127.0.0.1"));
    must(client->stream->start(client));
    return client;
  }

  void say(std::string_view text) { must(stream->send(to_buffer(as_bytes(text)))); }
  std::size_t count(std::string_view needle) const {
    std::size_t n = 0;
    for (std::size_t at = heard.find(needle); at != std::string::npos; at = heard.find(needle, at + 1)) ++n;
    return n;
  }

  std::unique_ptr<TlsStream> stream;
  std::string heard;
  bool open = false;
  bool closed = false;

 private:
  void on_open() override { open = true; }
  void on_bytes(Bytes bytes) override { heard += as_text(bytes); }
  void on_drained() override {}
  void on_closed(Status) override { closed = true; }
};

class Home : public ::testing::Test {
 protected:
  Home() : clock_(kNow), loop_(must(EventLoop::create(clock_))) {}

  PeerCheck clients_of(const Authority& authority, bool required = true) const {
    PeerCheck check;
    check.ca_pem = authority.pem();
    check.required = required;
    return check;
  }

  PeerCheck server_of(const Authority& authority) const {
    PeerCheck check;
    check.ca_pem = authority.pem();
    return check;
  }

  // Starts the server. Without a handler it answers with method and path.
  void serve(std::optional<PeerCheck> client_check = {}, HttpServer::Handler handler = {}) {
    serve_as(authority_.identity(Authority::server_terms()), std::move(client_check), std::move(handler));
  }

  void serve_as(TlsIdentity identity, std::optional<PeerCheck> client_check = {}, HttpServer::Handler handler = {}) {
    if (!handler) {
      handler = [](HttpRequest request, Responder responder) {
        responder.send(HttpResponse::of(200, "text/plain", request.method + " " + request.path));
      };
    }
    server_ = std::make_unique<HttpServer>(*loop_, must(TlsContext::server(std::move(identity), std::move(client_check))),
                                           limits_, std::move(handler), welcome_);
    UniqueFd listener = must(listen_tcp("127.0.0.1", 0));
    port_ = must(local_port(listener.get()));
    must(server_->serve(std::move(listener)));
  }

  std::shared_ptr<TlsContext> client(std::optional<TlsIdentity> identity = {}) const {
    return must(TlsContext::client(server_of(authority_), std::move(identity)));
  }

  Exchange exchange(std::string method = "GET", std::string target = "/") const {
    Exchange e;
    e.address = "127.0.0.1";
    e.port = port_;
    e.method = std::move(method);
    e.target = std::move(target);
    return e;
  }

  // Turns the loop until `done`; a test that waits for what never comes fails here, after many turns.
  template <class Done>
  void turn_until(Done done) {
    for (int i = 0; i < 2000 && !done(); ++i) loop_->turn(/*max_wait_ms=*/10);
    ASSERT_TRUE(done());
  }

  Result<Fetched> fetch_here(std::shared_ptr<TlsContext> tls, Exchange what) {
    std::optional<Result<Fetched>> got;
    const Cancel cancel =
        fetch(*loop_, std::move(tls), std::move(what), [&](Result<Fetched> result) { got.emplace(std::move(result)); });
    for (int i = 0; i < 2000 && !got; ++i) loop_->turn(/*max_wait_ms=*/10);
    if (got) return std::move(*got);
    cancel();
    return Error{Err::broken, "the exchange never ended"};
  }

  std::shared_ptr<RawClient> raw_client(const std::string& from = "127.0.0.1") {
    auto raw = RawClient::connect(*loop_, client(), port_, from);
    for (int i = 0; i < 2000 && !raw->open && !raw->closed; ++i) loop_->turn(/*max_wait_ms=*/10);
    return raw;
  }

  // The server still serves: an ordinary client gets its answer.
  void expect_alive() {
    const auto got = fetch_here(client(), exchange("GET", "/alive"));
    ASSERT_TRUE(got.ok()) << got.error().what;
    EXPECT_EQ(got->response.status, 200);
  }

  static std::string text(const HttpResponse& response) { return std::string(as_text(response.body)); }

  FakeClock clock_;
  std::unique_ptr<EventLoop> loop_;
  Authority authority_{"home CA"};
  HttpLimits limits_;
  HttpServer::Welcome welcome_;
  std::uint16_t port_ = 0;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace cardea::net::test
