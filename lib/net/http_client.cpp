// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http_client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "lib/net/http1.hpp"
#include "lib/net/socket_address.hpp"
#include "lib/net/tls_stream.hpp"

namespace cardea::net {
namespace {

constexpr std::size_t kBodyPiece = 64 * 1024;

constexpr std::array<std::string_view, 4> kOurHeaders{"host", "content-length", "connection", "transfer-encoding"};

Error connect_error(int error) {
  if (error == ECONNREFUSED) return {Err::unavailable, "the server refused the connection"};
  if (error == ENETUNREACH || error == EHOSTUNREACH) return {Err::unavailable, "the server cannot be reached"};
  return {Err::unavailable, "the connection to the server failed"};
}

// RFC 9112 section 3.2: with the port, unless it is the scheme's own; IPv6 in brackets.
std::string host_header(const Exchange& exchange) {
  const bool v6 = exchange.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + exchange.host + "]" : exchange.host;
  return exchange.port == 443 ? host : host + ":" + std::to_string(exchange.port);
}

Result<Buffer> encode(const Exchange& exchange) {
  Headers headers{{"host", host_header(exchange)}, {"connection", "close"}};
  const bool body_expected = exchange.method != "GET" && exchange.method != "HEAD" && exchange.method != "DELETE";
  if (!exchange.body.empty() || body_expected) headers.emplace_back("content-length", std::to_string(exchange.body.size()));
  for (const auto& header : exchange.headers) {
    if (std::find(kOurHeaders.begin(), kOurHeaders.end(), header.first) != kOurHeaders.end()) {
      return Error{Err::bad_value, "a header that only the client itself may set"};
    }
    headers.push_back(header);
  }
  return encode_request_head(exchange.method, exchange.target, headers);
}

// Lives in its deadline timer: the timer goes when the exchange is over, and takes it along.
class RunningExchange final : public StreamOwner, public std::enable_shared_from_this<RunningExchange> {
 public:
  RunningExchange(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange, std::function<void(Result<Fetched>)> done)
      : loop_(loop),
        tls_(std::move(tls)),
        exchange_(std::move(exchange)),
        done_(std::move(done)),
        parser_(exchange_.limits, exchange_.method == "HEAD", exchange_.on_body) {}

  ~RunningExchange() override {
    if (connecting_.valid()) loop_.forget(connecting_.get());
  }

  void start() {
    deadline_ = loop_.after_ms(exchange_.deadline_ms, [self = shared_from_this()] {
      self->deadline_ = 0;
      self->finish(Error{Err::unavailable, "the exchange took too long"});
    });
    if (const Status begun = begin(); !begun) fail_soon(begun.error());
  }

  void cancel() {
    done_ = nullptr;
    release();
  }

 private:
  Status begin() {
    TRY(head_, encode(exchange_));
    TRY(const SocketAddress server, socket_address_of(exchange_.address, exchange_.port));
    UniqueFd socket(::socket(server.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.valid()) return io_error("cannot make a socket");
    const int on = 1;
    (void)::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket.get(), server.native(), server.size) != 0 && errno != EINPROGRESS) return connect_error(errno);
    TRY_(loop_.watch(socket.get(), EPOLLOUT, [weak = weak_from_this()](std::uint32_t) {
      if (const auto self = weak.lock()) self->connected();
    }));
    connecting_ = std::move(socket);
    return kOk;
  }

  // `done` must not run before fetch has returned: the caller has not got its Cancel yet.
  void fail_soon(Error why) {
    loop_.cancel(deadline_);
    deadline_ = loop_.after_ms(0, [self = shared_from_this(), why] {
      self->deadline_ = 0;
      self->finish(why);
    });
  }

  void connected() {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(connecting_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    loop_.forget(connecting_.get());
    if (error != 0) return finish(connect_error(error));
    auto stream = TlsStream::create(loop_, tls_, std::move(connecting_), TlsStream::Side::client, exchange_.host);
    if (!stream) return finish(stream.error());
    stream_ = std::move(*stream);
    if (const Status started = stream_->start(weak_from_this()); !started) finish(started.error());
  }

  void on_open() override {
    fetched_.peer_certificate = stream_->peer_certificate();
    if (const Status queued = stream_->send(std::move(head_)); !queued) return finish(queued.error());
    send_more_body();
  }

  // A large body goes piece by piece, so that the queue of the connection stays short.
  void send_more_body() {
    const Bytes left = Bytes(exchange_.body).subspan(body_sent_);
    if (left.empty()) return;
    const Bytes piece = left.first(std::min(left.size(), kBodyPiece));
    body_sent_ += piece.size();
    if (const Status queued = stream_->send(to_buffer(piece)); !queued) finish(queued.error());
  }

  void on_bytes(Bytes bytes) override {
    const auto fed = parser_.feed(bytes);
    if (!fed) return finish(fed.error());
    if (fed->done) succeed();
  }

  void on_drained() override { send_more_body(); }

  void on_closed(Status why) override {
    if (!why) return finish(why.error());
    if (const Status ended = parser_.end(); !ended) return finish(ended.error());
    succeed();
  }

  void succeed() {
    fetched_.response = parser_.take();
    finish(std::move(fetched_));
  }

  void finish(Result<Fetched> result) {
    const auto self = shared_from_this();  // release() lets go of the timer that holds us
    const auto done = std::exchange(done_, nullptr);
    release();
    if (done) done(std::move(result));
  }

  void release() {
    const auto self = shared_from_this();
    if (connecting_.valid()) loop_.forget(connecting_.get());
    connecting_.reset();
    if (stream_) stream_->abort();
    if (deadline_ != 0) loop_.cancel(std::exchange(deadline_, 0));
  }

  EventLoop& loop_;
  std::shared_ptr<TlsContext> tls_;
  Exchange exchange_;
  std::function<void(Result<Fetched>)> done_;
  ResponseParser parser_;
  Buffer head_;
  std::size_t body_sent_ = 0;
  UniqueFd connecting_;
  std::unique_ptr<TlsStream> stream_;
  Fetched fetched_;
  EventLoop::TimerId deadline_ = 0;
};

}  // namespace

Cancel fetch(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange, std::function<void(Result<Fetched>)> done) {
  if (exchange.host.empty()) exchange.host = exchange.address;
  auto running = std::make_shared<RunningExchange>(loop, std::move(tls), std::move(exchange), std::move(done));
  running->start();
  return [weak = std::weak_ptr(running)] {
    if (const auto alive = weak.lock()) alive->cancel();
  };
}

Result<Fetched> fetch_now(std::shared_ptr<TlsContext> tls, Exchange exchange) {
  const SystemClock clock;
  TRY(const auto loop, EventLoop::create(clock));
  std::optional<Result<Fetched>> result;
  fetch(*loop, std::move(tls), std::move(exchange), [&](Result<Fetched> got) {
    result.emplace(std::move(got));
    loop->stop();
  });
  loop->run();
  return std::move(*result);
}

}  // namespace cardea::net
