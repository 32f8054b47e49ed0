// SPDX-License-Identifier: Apache-2.0
// The desk's door: plain HTTP on loopback, one request a connection, each within a bound of time.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "assess/review_desk.hpp"
#include "lib/net/http1.hpp"
#include "lib/net/http_server.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::seconds kPatience{5};

class Guest {
 public:
  explicit Guest(UniqueFd fd) : fd_(std::move(fd)), end_(std::chrono::steady_clock::now() + kPatience) {}

  Result<net::HttpRequest> hear() {
    net::RequestParser parser({});
    Buffer piece(16U << 10);
    while (true) {
      TRY_(wait(POLLIN));
      const ssize_t got = ::recv(fd_.get(), piece.data(), piece.size(), 0);
      if (got <= 0) return Error{Err::unavailable, "the browser left"};
      TRY(const net::Fed fed, parser.feed(Bytes(piece).first(static_cast<std::size_t>(got))));
      if (fed.done) return parser.take();
    }
  }

  Status say(net::HttpResponse response) {
    response.headers.emplace_back("content-length", std::to_string(response.body.size()));
    response.headers.emplace_back("connection", "close");
    TRY(const Buffer head, net::encode_response_head(response.status, response.headers));
    TRY_(send(head));
    return send(response.body);
  }

 private:
  Status wait(short what) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now()).count();
    pollfd one{fd_.get(), what, 0};
    if (left <= 0 || ::poll(&one, 1, static_cast<int>(left)) <= 0) return Error{Err::exhausted, "the browser takes too long"};
    return kOk;
  }

  Status send(Bytes bytes) {
    while (!bytes.empty()) {
      TRY_(wait(POLLOUT));
      const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return Error{Err::unavailable, "the browser left"};
      if (sent > 0) bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return kOk;
  }

  UniqueFd fd_;
  std::chrono::steady_clock::time_point end_;
};

}  // namespace

Status serve_desk(ReviewDesk::Setting setting, std::uint16_t port, const Clock& clock,
                  const std::function<void(const std::string& url)>& on_ready) {
  TRY(const UniqueFd listener, net::listen_tcp("127.0.0.1", port));
  TRY(const std::uint16_t bound, net::local_port(listener.get()));
  setting.host = "127.0.0.1:" + std::to_string(bound);
  const std::string url = "http://" + setting.host + "/" + setting.token + "/";
  const ReviewDesk desk(std::move(setting), clock);
  on_ready(url);
  while (true) {
    pollfd door{listener.get(), POLLIN, 0};
    if (::poll(&door, 1, -1) < 0 && errno != EINTR) return io_error("poll");
    UniqueFd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd.valid()) continue;
    Guest guest(std::move(fd));
    const auto request = guest.hear();
    [[maybe_unused]] const Status told =
        guest.say(request ? desk.answer(*request) : net::HttpResponse::of(400, "text/plain", "this is no request"));
  }
}

}  // namespace cardea::assess
