// SPDX-License-Identifier: Apache-2.0
#include "lib/net/client_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "lib/net/socket_address.hpp"

namespace cardea::net {
namespace {

constexpr std::size_t kBodyPiece = 64 * 1024;

Error connect_error(int error) {
  if (error == ECONNREFUSED) return {Err::unavailable, "the server refused the connection"};
  if (error == ENETUNREACH || error == EHOSTUNREACH) return {Err::unavailable, "the server cannot be reached"};
  return {Err::unavailable, "the connection to the server failed"};
}

}  // namespace

ClientConnection::~ClientConnection() {
  if (connecting_.valid()) loop_.forget(connecting_.get());
}

Status ClientConnection::connect(const Exchange& where) {
  host_ = where.host;
  TRY(const SocketAddress server, socket_address_of(where.address, where.port));
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

void ClientConnection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(connecting_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  loop_.forget(connecting_.get());
  if (error != 0) return finish(connect_error(error));
  auto stream = TlsStream::create(loop_, tls_, std::move(connecting_), TlsStream::Side::client, host_);
  if (!stream) return finish(stream.error());
  stream_ = std::move(*stream);
  if (const Status started = stream_->start(weak_from_this()); !started) finish(started.error());
}

Status ClientConnection::ask(std::shared_ptr<const Exchange> exchange, Buffer head, Answered answered) {
  gone_ = nullptr;
  exchange_ = std::move(exchange);
  parser_ =
      std::make_shared<ResponseParser>(exchange_->limits, exchange_->method == "HEAD", exchange_->on_body, exchange_->on_head);
  answered_ = std::move(answered);
  head_ = std::move(head);
  head_size_ = head_.size();
  body_sent_ = 0;
  written_before_ = stream_ == nullptr ? 0 : stream_->written();
  heard_ = false;
  may_go_on_ = false;
  return open_ ? send_request() : kOk;
}

void ClientConnection::on_open() {
  open_ = true;
  if (const Status sent = send_request(); !sent) finish(sent.error());
}

Status ClientConnection::send_request() {
  TRY_(stream_->send(std::move(head_)));
  return send_more_body();
}

// A large body goes piece by piece, so that the queue of the connection stays short.
Status ClientConnection::send_more_body() {
  const Bytes left = Bytes(exchange_->body).subspan(body_sent_);
  if (left.empty()) return kOk;
  const Bytes piece = left.first(std::min(left.size(), kBodyPiece));
  body_sent_ += piece.size();
  return stream_->send(to_buffer(piece));
}

void ClientConnection::on_drained() {
  if (exchange_ == nullptr) return;
  if (const Status sent = send_more_body(); !sent) finish(sent.error());
}

void ClientConnection::on_bytes(Bytes bytes) {
  if (parser_ == nullptr) return unasked();
  heard_ = true;
  // It may refuse a body that it has not seen to its end, but not answer a request that it has not seen at all: that is the
  // answer to something else.
  if (!head_is_sent()) return finish(Error{Err::bad_value, "the server answered before it was asked"});
  const auto parser = parser_;  // on_body may drop us
  const auto fed = parser->feed(bytes);
  if (parser != parser_) return;
  if (!fed) return finish(fed.error());
  if (!fed->done) return;
  may_go_on_ = parser->keep_alive() && fed->consumed == bytes.size() && request_is_sent() &&
               ++exchanges_ < exchange_->limits.requests_per_connection_max;
  succeed();
}

void ClientConnection::on_closed(Status why) {
  open_ = false;
  if (parser_ == nullptr) return unasked();
  if (!why) return finish(why.error());
  if (const Status ended = parser_->end(); !ended) return finish(ended.error());
  succeed();
}

void ClientConnection::unasked() {
  const auto gone = std::exchange(gone_, nullptr);
  drop();
  if (gone) gone();
}

void ClientConnection::succeed() {
  finish(Fetched{parser_->take(), stream_->peer_certificate()});
}

void ClientConnection::finish(Result<Fetched> result) {
  const auto answered = std::exchange(answered_, nullptr);
  exchange_ = nullptr;
  parser_ = nullptr;
  if (answered) answered(std::move(result));
}

void ClientConnection::drop() {
  answered_ = nullptr;
  gone_ = nullptr;
  exchange_ = nullptr;
  parser_ = nullptr;
  may_go_on_ = false;
  open_ = false;
  if (connecting_.valid()) loop_.forget(connecting_.get());
  connecting_.reset();
  if (stream_ != nullptr) stream_->abort();
}

}  // namespace cardea::net
