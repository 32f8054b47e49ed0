// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http_exchange.hpp"

#include <algorithm>
#include <array>

namespace cardea::net {
namespace {

constexpr std::array<std::string_view, 4> kOurHeaders{"host", "content-length", "connection", "transfer-encoding"};

// RFC 9112 section 3.2: with the port, unless it is the scheme's own; IPv6 in brackets.
std::string host_header(const Exchange& exchange) {
  const bool v6 = exchange.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + exchange.host + "]" : exchange.host;
  return exchange.port == 443 ? host : host + ":" + std::to_string(exchange.port);
}

Result<Buffer> encode(const Exchange& exchange, bool keeps) {
  Headers headers{{"host", host_header(exchange)}};
  if (!keeps) headers.emplace_back("connection", "close");
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
class RunningExchange final : public std::enable_shared_from_this<RunningExchange> {
 public:
  RunningExchange(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange,
                  const std::shared_ptr<KeptConnection>& kept, std::function<void(Result<Fetched>)> done)
      : loop_(loop),
        tls_(std::move(tls)),
        exchange_(std::make_shared<const Exchange>(std::move(exchange))),
        keeps_(kept != nullptr),
        kept_(kept),
        done_(std::move(done)) {}

  void start() {
    deadline_ = loop_.after_ms(exchange_->deadline_ms, [self = shared_from_this()] {
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
    TRY(head_, encode(*exchange_, keeps_));
    const auto kept = kept_.lock();
    auto waiting = kept == nullptr ? nullptr : kept->take();
    if (waiting == nullptr) return begin_anew();
    reused_ = true;
    return ask_over(std::move(waiting));
  }

  Status begin_anew() {
    reused_ = false;
    auto fresh = std::make_shared<ClientConnection>(loop_, tls_);
    TRY_(fresh->connect(*exchange_));
    return ask_over(std::move(fresh));
  }

  Status ask_over(std::shared_ptr<ClientConnection> connection) {
    connection_ = std::move(connection);
    return connection_->ask(exchange_, head_, [weak = weak_from_this()](Result<Fetched> got) {
      if (const auto self = weak.lock()) self->answered(std::move(got));
    });
  }

  // `done` must not run before fetch has returned: the caller has not got its Cancel yet.
  void fail_soon(Error why) {
    loop_.cancel(deadline_);
    deadline_ = loop_.after_ms(0, [self = shared_from_this(), why] {
      self->deadline_ = 0;
      self->finish(why);
    });
  }

  void answered(Result<Fetched> got) {
    if (got || !may_try_anew()) return finish(std::move(got));
    connection_->drop();
    if (const Status begun = begin_anew(); !begun) finish(begun.error());
  }

  // A server may close a kept connection at any moment, also while our request is on its way (RFC 9112 section 9.3.1). Once, and
  // over a new connection: what the server has not got is sent again, and what it may have got only if it changes nothing there.
  bool may_try_anew() const {
    if (!reused_) return false;
    const bool harmless = exchange_->method == "GET" || exchange_->method == "HEAD";
    return !connection_->asked() || (harmless && !connection_->heard());
  }

  void finish(Result<Fetched> result) {
    const auto self = shared_from_this();  // release() lets go of the timer that holds us
    const auto done = std::exchange(done_, nullptr);
    const auto kept = kept_.lock();
    if (result && kept != nullptr && connection_->may_go_on()) kept->keep(std::exchange(connection_, nullptr));
    release();
    if (done) done(std::move(result));
  }

  void release() {
    const auto self = shared_from_this();
    if (const auto connection = std::exchange(connection_, nullptr)) connection->drop();
    if (deadline_ != 0) loop_.cancel(std::exchange(deadline_, 0));
  }

  EventLoop& loop_;
  std::shared_ptr<TlsContext> tls_;
  std::shared_ptr<const Exchange> exchange_;
  bool keeps_;
  std::weak_ptr<KeptConnection> kept_;
  std::function<void(Result<Fetched>)> done_;
  Buffer head_;
  std::shared_ptr<ClientConnection> connection_;
  bool reused_ = false;
  EventLoop::TimerId deadline_ = 0;
};

}  // namespace

Cancel run_exchange(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange,
                    const std::shared_ptr<KeptConnection>& kept, std::function<void(Result<Fetched>)> done) {
  if (exchange.host.empty()) exchange.host = exchange.address;
  auto running = std::make_shared<RunningExchange>(loop, std::move(tls), std::move(exchange), kept, std::move(done));
  running->start();
  return [weak = std::weak_ptr(running)] {
    if (const auto alive = weak.lock()) alive->cancel();
  };
}

}  // namespace cardea::net
