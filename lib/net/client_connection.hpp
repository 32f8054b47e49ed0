// SPDX-License-Identifier: Apache-2.0
// The client's side of one connection: one exchange after another, each answered before the next is asked. Internal to lib/net.
#pragma once

#include <functional>
#include <memory>

#include "lib/net/http1.hpp"
#include "lib/net/http_client.hpp"
#include "lib/net/tls_stream.hpp"

namespace cardea::net {

class ClientConnection final : public StreamOwner, public std::enable_shared_from_this<ClientConnection> {
 public:
  using Answered = std::function<void(Result<Fetched>)>;

  ClientConnection(EventLoop& loop, std::shared_ptr<TlsContext> tls) : loop_(loop), tls_(std::move(tls)) {}
  ~ClientConnection() override;
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  // To where the exchange says; once.
  Status connect(const Exchange& where);
  // Sends the request as soon as the connection is open. `answered` runs once, later, and never after drop().
  Status ask(std::shared_ptr<const Exchange> exchange, Buffer head, Answered answered);
  // Between two exchanges: `gone` runs when the server closes, or says what it was not asked.
  void wait(std::function<void()> gone) { gone_ = std::move(gone); }
  // At once, and nobody is told.
  void drop();

  // After an answer: the server takes another request, and what was said so far is understood to the last byte.
  bool may_go_on() const { return may_go_on_; }
  // After a failure: whether any byte of the request may have reached the server, and whether any of an answer came.
  bool asked() const { return stream_ != nullptr && stream_->written() != written_before_; }
  bool heard() const { return heard_; }

 private:
  void connected();
  Status send_request();
  Status send_more_body();
  void on_open() override;
  void on_bytes(Bytes bytes) override;
  void on_drained() override;
  void on_closed(Status why) override;
  bool head_is_sent() const { return stream_->written() - written_before_ >= head_size_; }
  bool request_is_sent() const { return body_sent_ == exchange_->body.size() && stream_->queue_empty(); }
  void unasked();
  void succeed();
  void finish(Result<Fetched> result);

  EventLoop& loop_;
  std::shared_ptr<TlsContext> tls_;
  UniqueFd connecting_;
  std::unique_ptr<TlsStream> stream_;
  bool open_ = false;
  std::string host_;
  std::size_t exchanges_ = 0;
  std::function<void()> gone_;
  bool may_go_on_ = false;

  // Of the exchange under way.
  std::shared_ptr<const Exchange> exchange_;
  std::shared_ptr<ResponseParser> parser_;
  Answered answered_;
  Buffer head_;
  std::size_t head_size_ = 0;
  std::size_t body_sent_ = 0;
  std::uint64_t written_before_ = 0;
  bool heard_ = false;
};

}  // namespace cardea::net
