// SPDX-License-Identifier: Apache-2.0
#include "lib/net/tls_stream.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "lib/net/tls_error.hpp"
#include "lib/net/tls_socket.hpp"

namespace cardea::net {
namespace {

// A whole record (RFC 8446 section 5.1) fits, so that SSL_read never keeps decrypted bytes back while the socket is silent.
constexpr std::size_t kRecordMax = 16 * 1024;
// One connection gets so much of a turn; then the others have theirs.
constexpr int kReadsPerTurn = 4;
constexpr int kWritesPerTurn = 16;
constexpr std::size_t kLingerMax = 1024 * 1024;

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> out{};
  return inet_pton(AF_INET, name.c_str(), out.data()) == 1 || inet_pton(AF_INET6, name.c_str(), out.data()) == 1;
}

}  // namespace

TlsStream::TlsStream(EventLoop& loop, std::shared_ptr<TlsContext> tls, UniqueFd socket, Side side)
    : loop_(loop),
      tls_(std::move(tls)),
      socket_(std::move(socket)),
      side_(side) {
  progressed();
}

TlsStream::~TlsStream() {
  abort();
  SSL_free(ssl_);
}

Result<std::unique_ptr<TlsStream>> TlsStream::create(EventLoop& loop, std::shared_ptr<TlsContext> tls, UniqueFd socket, Side side,
                                                     const std::string& host) {
  std::unique_ptr<TlsStream> stream(new TlsStream(loop, std::move(tls), std::move(socket), side));
  ERR_clear_error();
  stream->ssl_ = SSL_new(stream->tls_->native());
  if (stream->ssl_ == nullptr) return Error{Err::exhausted, "no memory for a connection"};
  TRY_(attach_socket(stream->ssl_, stream->socket_.get()));
  // Certificates are dated by our clock, not by OpenSSL's look at the system's.
  X509_VERIFY_PARAM* const param = SSL_get0_param(stream->ssl_);
  const std::int64_t now_s = loop.clock().wall_s();
  if (now_s >= stream->tls_->check().clock_floor_s)
    X509_VERIFY_PARAM_set_time(param, static_cast<time_t>(now_s));
  else
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_NO_CHECK_TIME);
  if (side == Side::server) {
    SSL_set_accept_state(stream->ssl_);
  } else {
    TRY_(stream->name_peer(host));
    SSL_set_connect_state(stream->ssl_);
  }
  return stream;
}

Status TlsStream::name_peer(const std::string& host) {
  const std::string& name = tls_->check().server_name.empty() ? host : tls_->check().server_name;
  const bool address = is_address(name);
  if (!name.empty() && !address && SSL_set_tlsext_host_name(ssl_, name.c_str()) != 1) {
    return Error{Err::bad_value, "the server's name is no host name"};
  }
  if (tls_->check().ca_pem.empty()) return kOk;  // the pin says who it is; TlsContext checks a name that was asked for
  // A certificate authority vouches for many: without a name, any of them could stand in.
  if (name.empty()) return Error{Err::bad_value, "no server name to verify"};
  X509_VERIFY_PARAM* param = SSL_get0_param(ssl_);
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const int set =
      address ? X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str()) : X509_VERIFY_PARAM_set1_host(param, name.c_str(), 0);
  if (set != 1) return Error{Err::exhausted, "no memory for a connection"};
  return kOk;
}

Status TlsStream::start(std::weak_ptr<StreamOwner> owner) {
  started_ = true;
  watched_ = EPOLLIN | EPOLLOUT;  // a client speaks first; a server finds out that it need not
  return loop_.watch(socket_.get(), watched_, [this, owner = std::move(owner)](std::uint32_t events) {
    if (const auto alive = owner.lock()) pump(*alive, events);
  });
}

Status TlsStream::send(Buffer bytes) {
  if (phase_ != Phase::open || finishing_) return Error{Err::unavailable, "the connection is closed"};
  if (bytes.size() > kQueueMax - queued_) return Error{Err::exhausted, "too much is waiting to be written"};
  drain_owed_ = true;
  if (!bytes.empty()) {
    queued_ += bytes.size();
    queue_.push_back(std::move(bytes));
  }
  watch_for_what_is_needed();
  return kOk;
}

void TlsStream::pause_reading() {
  reading_ = false;
  watch_for_what_is_needed();
}

void TlsStream::resume_reading() {
  reading_ = true;
  watch_for_what_is_needed();
}

void TlsStream::finish() {
  finishing_ = true;
  watch_for_what_is_needed();
}

void TlsStream::abort() {
  if (phase_ == Phase::closed) return;
  if (phase_ == Phase::open && queue_.empty()) SSL_shutdown(ssl_);  // goodbye, when the socket takes it without waiting
  ERR_clear_error();
  phase_ = Phase::closed;
  loop_.forget(socket_.get());
  socket_.reset();
  queue_.clear();
}

std::string TlsStream::peer_certificate() const {
  const X509* leaf = SSL_get0_peer_certificate(ssl_);
  if (leaf == nullptr) return {};
  unsigned char* der = nullptr;
  const int size = i2d_X509(leaf, &der);
  if (size <= 0) return {};
  std::string out(as_text({der, static_cast<std::size_t>(size)}));
  OPENSSL_free(der);
  return out;
}

void TlsStream::pump(StreamOwner& owner, std::uint32_t events) {
  if (phase_ == Phase::lingering) return linger(owner);
  pumping_ = true;
  if (phase_ == Phase::open || handshake(owner)) {
    if (reading_) read(owner);
    flush(owner);
    // Not reading means not noticing; a reset would wake the loop again and again.
    const bool gone = (events & (EPOLLHUP | EPOLLERR)) != 0 && !reading_ && queue_.empty();
    if (phase_ == Phase::open && gone) fail(owner, Error{Err::unavailable, "the peer reset the connection"});
  }
  pumping_ = false;
  watch_for_what_is_needed();
}

// True when the connection is open.
bool TlsStream::handshake(StreamOwner& owner) {
  ERR_clear_error();
  errno = 0;
  const int done = SSL_do_handshake(ssl_);
  const int sys = errno;
  const int outcome = done == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_, done);
  wants_write_ = outcome == SSL_ERROR_WANT_WRITE;
  if (outcome == SSL_ERROR_WANT_READ || outcome == SSL_ERROR_WANT_WRITE) return false;
  if (outcome == SSL_ERROR_NONE) {
    progressed();
    phase_ = Phase::open;
    owner.on_open();
    return phase_ == Phase::open;
  }
  const Error why = tls_error(ssl_, side_, outcome, sys);
  if (side_ == Side::client || outcome == SSL_ERROR_SYSCALL) {
    fail(owner, why);
  } else {
    begin_linger();  // closing on unread bytes would reset the connection and lose our alert, which says why
  }
  return false;
}

void TlsStream::read(StreamOwner& owner) {
  std::array<std::uint8_t, kRecordMax> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by SSL_read
  for (int turn = 0; turn < kReadsPerTurn && reading_ && phase_ == Phase::open; ++turn) {
    ERR_clear_error();
    errno = 0;
    const int got = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
    const int sys = errno;
    if (got > 0) {
      progressed();
      owner.on_bytes({buffer.data(), static_cast<std::size_t>(got)});
      explicit_bzero(buffer.data(), static_cast<std::size_t>(got));  // passwords pass here
      continue;
    }
    const int outcome = SSL_get_error(ssl_, got);
    if (outcome == SSL_ERROR_WANT_READ || outcome == SSL_ERROR_WANT_WRITE) return;
    if (outcome == SSL_ERROR_ZERO_RETURN) return fail(owner, kOk);
    return fail(owner, tls_error(ssl_, side_, outcome, sys));
  }
}

void TlsStream::flush(StreamOwner& owner) {
  for (int turn = 0; turn < kWritesPerTurn && phase_ == Phase::open; ++turn) {
    if (!queue_.empty()) {
      const std::size_t before = queued_;
      write_some(owner);
      if (queued_ == before) return;
    } else if (drain_owed_) {
      drain_owed_ = false;
      owner.on_drained();
    } else if (finishing_) {
      return begin_linger();
    } else {
      return;
    }
  }
}

void TlsStream::write_some(StreamOwner& owner) {
  const Buffer& front = queue_.front();
  const std::size_t size = std::min(front.size() - queue_at_, kRecordMax);
  ERR_clear_error();
  errno = 0;
  const int put = SSL_write(ssl_, front.data() + queue_at_, static_cast<int>(size));
  const int sys = errno;
  if (put > 0) {
    progressed();
    queue_at_ += static_cast<std::size_t>(put);
    queued_ -= static_cast<std::size_t>(put);
    written_ += static_cast<std::size_t>(put);
    if (queue_at_ == front.size()) {
      queue_.pop_front();
      queue_at_ = 0;
    }
    return;
  }
  const int outcome = SSL_get_error(ssl_, put);
  if (outcome == SSL_ERROR_WANT_WRITE || outcome == SSL_ERROR_WANT_READ) return;
  // The peer may have said why before it closed: an alert that we have not read yet tells more than "reset".
  reading_ = true;
  if (outcome == SSL_ERROR_SYSCALL) read(owner);
  if (phase_ == Phase::open) fail(owner, tls_error(ssl_, side_, outcome, sys));
}

// After our goodbye the peer may still be sending. Closing now would reset the connection, and the
// reset can overtake our last bytes: so they are read and thrown away until the peer closes too.
void TlsStream::begin_linger() {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
  ::shutdown(socket_.get(), SHUT_WR);
  phase_ = Phase::lingering;
  queue_.clear();
  progressed();
}

void TlsStream::linger(StreamOwner& owner) {
  std::array<std::uint8_t, kRecordMax> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): thrown away
  const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) lingered_ += static_cast<std::size_t>(got);
  if (got <= 0 || lingered_ > kLingerMax) fail(owner, kOk);
}

void TlsStream::fail(StreamOwner& owner, Status why) {
  if (phase_ == Phase::closed) return;
  abort();
  owner.on_closed(std::move(why));
}

void TlsStream::watch_for_what_is_needed() {
  if (pumping_ || phase_ == Phase::closed || !started_) return;
  std::uint32_t needed = 0;
  if (phase_ == Phase::handshake) needed = wants_write_ ? EPOLLIN | EPOLLOUT : EPOLLIN;
  if (phase_ == Phase::lingering) needed = EPOLLIN;
  if (phase_ == Phase::open) {
    if (reading_) needed |= EPOLLIN;
    if (!queue_.empty() || drain_owed_ || finishing_) needed |= EPOLLOUT;
  }
  if (watched_ == needed) return;
  watched_ = needed;
  (void)loop_.change(socket_.get(), needed);
}

}  // namespace cardea::net
