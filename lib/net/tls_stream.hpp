// SPDX-License-Identifier: Apache-2.0
// One non-blocking TLS connection on a loop. It owns the socket, holds at most a bounded queue of
// what is to be written, and says what happens to one owner. Internal to lib/net, and for bench/, which plays an attacker.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "lib/base/event_loop.hpp"
#include "lib/net/tls.hpp"

struct ssl_st;

namespace cardea::net {

// What a stream tells its owner. Each call may close the stream; none comes after on_closed or abort().
class StreamOwner {
 public:
  virtual ~StreamOwner() = default;
  virtual void on_open() = 0;              // the handshake is done and the peer is who it must be
  virtual void on_bytes(Bytes bytes) = 0;  // the bytes are wiped after the call
  virtual void on_drained() = 0;           // everything queued is with the kernel
  virtual void on_closed(Status why) = 0;  // ok: the peer said goodbye in order
};

class TlsStream {
 public:
  enum class Side : std::uint8_t { client, server };
  static constexpr std::size_t kQueueMax = 16 * 1024 * 1024;

  // `host`: for clients, the name to verify when the context names none.
  static Result<std::unique_ptr<TlsStream>> create(EventLoop& loop, std::shared_ptr<TlsContext> tls, UniqueFd socket, Side side,
                                                   const std::string& host);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // From here on the loop drives it. The owner must own the stream.
  Status start(std::weak_ptr<StreamOwner> owner);

  Status send(Buffer bytes);  // queued; written by the loop
  bool queue_empty() const { return queue_.empty(); }
  void pause_reading();
  void resume_reading();
  // Writes what is queued, says goodbye, and waits for the peer to close; then on_closed. The owner bounds the wait.
  void finish();
  // At once: no waiting, no call to the owner.
  void abort();

  std::string peer_certificate() const;  // DER; empty when the peer showed none
  std::uint64_t last_progress_ms() const { return progress_ms_; }
  std::uint64_t written() const { return written_; }  // of all that was sent, what is with the kernel

 private:
  enum class Phase : std::uint8_t { handshake, open, lingering, closed };

  TlsStream(EventLoop& loop, std::shared_ptr<TlsContext> tls, UniqueFd socket, Side side);
  Status name_peer(const std::string& host);
  void pump(StreamOwner& owner, std::uint32_t events);
  bool handshake(StreamOwner& owner);
  void read(StreamOwner& owner);
  void flush(StreamOwner& owner);
  void write_some(StreamOwner& owner);
  void linger(StreamOwner& owner);
  void begin_linger();
  void fail(StreamOwner& owner, Status why);
  void watch_for_what_is_needed();
  void progressed() { progress_ms_ = loop_.clock().monotonic_ms(); }

  EventLoop& loop_;
  std::shared_ptr<TlsContext> tls_;
  UniqueFd socket_;
  ssl_st* ssl_ = nullptr;
  Side side_;
  Phase phase_ = Phase::handshake;
  std::deque<Buffer> queue_;
  std::size_t queue_at_ = 0;  // how much of the first piece is written
  std::size_t queued_ = 0;
  std::uint64_t written_ = 0;
  std::size_t lingered_ = 0;  // bytes thrown away after the goodbye
  std::uint64_t progress_ms_ = 0;
  std::uint32_t watched_ = 0;
  bool started_ = false;
  bool reading_ = true;
  bool finishing_ = false;
  bool drain_owed_ = false;
  bool pumping_ = false;
  bool wants_write_ = false;  // TLS itself has something to write
};

}  // namespace cardea::net
