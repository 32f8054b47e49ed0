// SPDX-License-Identifier: Apache-2.0
// For tests only: a TLS server that says what it is told, when it is told, whether or not that is HTTP.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lib/net/test_home.hpp"

namespace cardea::net::test {

class RawServer {
 public:
  // One connection.
  class Guest final : public StreamOwner {
   public:
    Guest(RawServer& server, std::unique_ptr<TlsStream> stream) : server_(server), stream_(std::move(stream)) {}

    Status start(const std::shared_ptr<Guest>& self) { return stream_->start(self); }
    void say(std::string_view text) { must(stream_->send(to_buffer(as_bytes(text)))); }
    void say_goodbye() { stream_->finish(); }  // what was said still arrives
    void hang_up() { stream_->abort(); }

    std::size_t number = 0;  // in the order of arrival
    std::string heard;
    std::size_t requests = 0;  // heads that ended
    bool closed = false;

   private:
    void on_open() override {
      if (server_.on_guest) server_.on_guest(*this);
    }
    void on_bytes(Bytes bytes) override {
      constexpr std::string_view kHeadEnd = "\r\n\r\n";
      for (const std::uint8_t byte : bytes) {
        heard += static_cast<char>(byte);
        if (!heard.ends_with(kHeadEnd)) continue;
        ++requests;
        if (server_.on_request) server_.on_request(*this);
      }
    }
    void on_drained() override {}
    void on_closed(Status) override { closed = true; }

    RawServer& server_;
    std::unique_ptr<TlsStream> stream_;
  };

  RawServer(EventLoop& loop, TlsIdentity identity, std::optional<PeerCheck> client_check = {})
      : loop_(loop),
        tls_(must(TlsContext::server(std::move(identity), std::move(client_check)))),
        listener_(must(listen_tcp("127.0.0.1", 0))) {
    must(loop_.watch(listener_.get(), EPOLLIN, [this](std::uint32_t) { admit(); }));
  }
  ~RawServer() { loop_.forget(listener_.get()); }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const { return must(local_port(listener_.get())); }
  std::size_t requests() const {
    std::size_t sum = 0;
    for (const auto& guest : guests) sum += guest->requests;
    return sum;
  }
  std::size_t open() const {
    return static_cast<std::size_t>(
        std::count_if(guests.begin(), guests.end(), [](const auto& guest) { return !guest->closed; }));
  }

  std::function<void(Guest&)> on_guest;    // the handshake is done
  std::function<void(Guest&)> on_request;  // another head is there
  std::vector<std::shared_ptr<Guest>> guests;

 private:
  void admit() {
    UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.valid()) return;
    const int on = 1;
    (void)::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    guests.push_back(
        std::make_shared<Guest>(*this, must(TlsStream::create(loop_, tls_, std::move(socket), TlsStream::Side::server, {}))));
    guests.back()->number = guests.size() - 1;
    must(guests.back()->start(guests.back()));
  }

  EventLoop& loop_;
  std::shared_ptr<TlsContext> tls_;
  UniqueFd listener_;
};

// A whole answer.
inline std::string ok_with(std::string_view body, std::string_view more_headers = {}) {
  return "HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) + "\r\n" +
         std::string(body);
}

}  // namespace cardea::net::test
