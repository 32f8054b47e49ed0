// SPDX-License-Identifier: Apache-2.0
// A connection between two of our processes: one end of a SOCK_SEQPACKET pair that warden made and
// handed over at start. There is no address, so a peer that was not handed over cannot be reached.
// A frame is {op u16, kind u8, id u32, body}. A frame that cannot be understood closes the channel:
// there is no error reply to retry against. A request that is refused by policy gets a typed
// refusal (an Err), which is an answer and not a protocol error.
//
// Handlers and callbacks run from the loop, never inside ask() or tell(), and only while the channel
// exists. Each of them may drop the channel or destroy it.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <unordered_map>

#include "lib/base/event_loop.hpp"
#include "lib/ipc/frame.hpp"
#include "lib/ipc/message.hpp"

namespace cardea::ipc {

inline constexpr std::uint64_t kAskTimeoutMs = 30'000;
inline constexpr std::size_t kMaxQueuedBytes = 1U << 20;  // of frames not yet sent, and of frames set aside
inline constexpr std::size_t kMaxForgotten = 64;          // answers that may still come to asks that timed out
inline constexpr int kFramesPerTurn = 16;                 // then other descriptors have their turn

// Both ends of a new channel, close-on-exec, each able to take a frame of kMaxFrame.
Result<std::pair<UniqueFd, UniqueFd>> make_channel();

class Channel {
 public:
  using Incoming = std::function<void(Frame frame)>;         // a request or a notice from the peer
  using Closed = std::function<void(const Error& why)>;      // once; the channel is dead afterwards

  Channel(EventLoop& loop, UniqueFd fd, std::string peer);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  const std::string& peer() const { return peer_; }
  bool open() const { return fd_.valid(); }
  bool was_dropped() const { return dropped_; }  // closed by us, for what the peer did
  void on_incoming(Incoming incoming) { incoming_ = std::make_shared<const Incoming>(std::move(incoming)); }
  void on_closed(Closed closed) { closed_ = std::make_shared<const Closed>(std::move(closed)); }

  // Asks and goes on; `done` runs later, with Err::unavailable when the peer closes first or 30 s pass.
  template <Message Request>
  void ask(Request request, std::function<void(Result<typename Request::Reply>)> done) {
    ask_raw(Request::kOp, encode(request), [this, done = std::move(done)](Result<Frame> answer) {
      done(decode_answer<typename Request::Reply>(std::move(answer)));
    });
  }

  // Asks and waits, at most `deadline_ms`. Frames of other conversations that arrive meanwhile are
  // kept and handled by the loop afterwards. Only for short answers: a signature, a counter.
  template <Message Request>
  Result<typename Request::Reply> ask_now(Request request, int deadline_ms = 5000) {
    return decode_answer<typename Request::Reply>(ask_now_raw(Request::kOp, encode(request), deadline_ms));
  }

  template <Message Notice>
    requires std::same_as<typename Notice::Reply, NoReply>
  void tell(Notice notice) {
    send_or_drop(Frame{Notice::kOp, Kind::notice, 0, encode(notice)});
  }

  void answer(const Frame& request, WipedBuffer body);
  void refuse(const Frame& request, Err why);

  void drop(const Error& why);       // closes for what the peer did, and runs on_closed
  void drop_soon(const Error& why);  // the same from the loop's next turn; nothing is read or sent until then

 private:
  struct Pending {
    Op op{};
    std::function<void(Result<Frame>)> done;
    EventLoop::TimerId timeout = 0;
  };

  // A reply that does not decode closes the channel, as any other frame.
  template <Message Reply>
  Result<Reply> decode_answer(Result<Frame> answer) {
    if (!answer) return answer.error();
    if (answer->kind == Kind::refusal) return refusal_of(*answer);
    Result<Reply> reply = parse_message<Reply>(answer->body);
    if (!reply) drop_soon(reply.error());
    return reply;
  }
  static Error refusal_of(const Frame& frame);

  bool usable() const { return open() && !doomed_; }
  std::uint32_t fresh_id();
  void soon(std::function<void()> step);  // in the next turn of the loop, if the channel still exists

  void ask_raw(Op op, WipedBuffer body, std::function<void(Result<Frame>)> done);
  void timed_out(std::uint32_t id);
  Result<Frame> ask_now_raw(Op op, WipedBuffer body, int deadline_ms);
  Result<Frame> wait_for(std::uint32_t id, Op op, int deadline_ms);
  Status wait_ready(int max_wait_ms);

  Status send(const Frame& frame);
  void send_or_drop(const Frame& frame);
  Status queue(WipedBuffer wire);
  Status flush();
  void watch_for(std::uint32_t events);

  void ready(std::uint32_t events);
  Result<std::optional<Frame>> next_frame();
  Result<std::optional<Frame>> receive();
  bool peer_is_gone() const;
  Status handle(Frame frame);
  Status handle_answer(Frame frame);
  Status set_aside(Frame frame);
  void forget_answer(std::uint32_t id);
  void close(const Error& why);

  EventLoop& loop_;
  UniqueFd fd_;
  std::string peer_;
  std::shared_ptr<const Incoming> incoming_;  // shared, so that a handler outlives a channel that it ends
  std::shared_ptr<const Closed> closed_;
  std::uint32_t next_id_ = 1;
  std::unordered_map<std::uint32_t, Pending> pending_;
  std::set<std::uint32_t> forgotten_;  // asked, given up, not answered yet
  std::deque<WipedBuffer> unsent_;
  std::size_t unsent_bytes_ = 0;
  std::deque<Frame> kept_;
  std::size_t kept_bytes_ = 0;
  bool doomed_ = false;   // drop_soon was called
  bool dropped_ = false;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  // expires with the channel
};

}  // namespace cardea::ipc
