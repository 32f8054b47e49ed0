// SPDX-License-Identifier: Apache-2.0
#include "lib/ipc/channel.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "lib/base/log.hpp"

namespace cardea::ipc {
namespace {

constexpr Error kPeerGone{Err::unavailable, "the peer closed the channel"};
constexpr int kSendBuffer = 2 * kMaxFrame;
constexpr std::size_t kFrameOverhead = 64;  // what a queued frame costs besides its bytes

std::size_t cost(std::size_t bytes) { return bytes + kFrameOverhead; }

// The kernel refuses a datagram that does not fit its send buffer, so the buffer must be seen to be large enough.
Status make_room(int fd) {
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);  // bounded by net.core.wmem_max: looked at below
  int granted = 0;
  socklen_t size = sizeof granted;
  if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &granted, &size) != 0) return io_error("cannot read a channel's send buffer");
  if (granted < static_cast<int>(kMaxFrame) + 1024) return Error{Err::exhausted, "net.core.wmem_max is too small for a frame"};
  return kOk;
}

}  // namespace

Result<std::pair<UniqueFd, UniqueFd>> make_channel() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return io_error("cannot make a channel");
  std::pair<UniqueFd, UniqueFd> channel{UniqueFd(ends[0]), UniqueFd(ends[1])};
  TRY_(make_room(ends[0]));
  TRY_(make_room(ends[1]));
  return channel;
}

Channel::Channel(EventLoop& loop, UniqueFd fd, std::string peer) : loop_(loop), fd_(std::move(fd)), peer_(std::move(peer)) {
  if (loop_.watch(fd_.get(), EPOLLIN, [this](std::uint32_t events) { ready(events); }).ok()) return;
  log::error("cannot watch the channel to " + peer_);
  fd_.reset();
}

Channel::~Channel() {
  for (auto& [id, pending] : pending_) loop_.cancel(pending.timeout);
  if (open()) loop_.forget(fd_.get());
}

void Channel::soon(std::function<void()> step) {
  loop_.after_ms(0, [alive = std::weak_ptr<const bool>(alive_), step = std::move(step)] {
    if (!alive.expired()) step();
  });
}

// --- asking

std::uint32_t Channel::fresh_id() {
  while (next_id_ == 0 || pending_.contains(next_id_) || forgotten_.contains(next_id_)) ++next_id_;
  return next_id_++;
}

void Channel::ask_raw(Op op, WipedBuffer body, std::function<void(Result<Frame>)> done) {
  const std::uint32_t id = fresh_id();
  if (const Status sent = send(Frame{op, Kind::request, id, std::move(body)}); !sent) {
    soon([done = std::move(done), why = sent.error()] { done(why); });
    return;
  }
  const auto timeout = loop_.after_ms(kAskTimeoutMs, [this, id] { timed_out(id); });
  pending_[id] = Pending{op, std::move(done), timeout};
}

void Channel::timed_out(std::uint32_t id) {
  const auto node = pending_.extract(id);
  if (node.empty()) return;
  forget_answer(id);
  node.mapped().done(Error{Err::unavailable, "the peer did not answer in time"});
}

// The answer may still come, and is then no protocol error. A peer that owes too many is not worth waiting for.
void Channel::forget_answer(std::uint32_t id) {
  forgotten_.insert(id);
  if (forgotten_.size() > kMaxForgotten) drop_soon(Error{Err::exhausted, "the peer leaves too much unanswered"});
}

Result<Frame> Channel::ask_now_raw(Op op, WipedBuffer body, int deadline_ms) {
  const std::uint32_t id = fresh_id();
  TRY_(send(Frame{op, Kind::request, id, std::move(body)}));
  Result<Frame> answer = wait_for(id, op, deadline_ms);
  if (!kept_.empty()) soon([this] { ready(0); });
  return answer;
}

Result<Frame> Channel::wait_for(std::uint32_t id, Op op, int deadline_ms) {
  const std::uint64_t end = loop_.clock().monotonic_ms() + static_cast<std::uint64_t>(std::max(deadline_ms, 0));
  while (usable()) {
    Result<std::optional<Frame>> got = receive();
    if (!got) {
      if (!peer_is_gone()) drop_soon(got.error());
      return got.error();  // when the peer is gone: the loop sees it too, after the frames that were set aside
    }
    if (!*got) {
      const std::uint64_t now = loop_.clock().monotonic_ms();
      const Status waited = now >= end ? Status(Error{Err::unavailable, "the peer did not answer in time"})
                                       : wait_ready(static_cast<int>(end - now));
      if (!waited) forget_answer(id);
      TRY_(waited);
      continue;
    }
    Frame frame = std::move(**got);
    const bool is_answer = frame.kind == Kind::reply || frame.kind == Kind::refusal;
    if (is_answer && frame.id == id && frame.op == op) return frame;
    if (const Status kept = set_aside(std::move(frame)); !kept) {
      drop_soon(kept.error());
      return kept.error();
    }
  }
  return Error{Err::unavailable, "the channel is closed"};
}

Status Channel::wait_ready(int max_wait_ms) {
  pollfd waiting{fd_.get(), static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
  const int ready = poll(&waiting, 1, max_wait_ms);
  if (ready == 0) return Error{Err::unavailable, "the peer did not answer in time"};
  if (ready < 0 && errno != EINTR) return io_error("cannot wait for an answer");
  if (ready > 0 && (waiting.revents & POLLOUT) != 0) return flush();
  return kOk;
}

Error Channel::refusal_of(const Frame& frame) {
  const Result<Err> why = parse_refusal(frame.body);
  return why ? Error{*why, "the peer refused"} : why.error();
}

// --- sending

void Channel::answer(const Frame& request, WipedBuffer body) {
  if (body.size() > kMaxFrame - kFrameHead) return refuse(request, Err::too_large);
  send_or_drop(Frame{request.op, Kind::reply, request.id, std::move(body)});
}

void Channel::refuse(const Frame& request, Err why) {
  send_or_drop(Frame{request.op, Kind::refusal, request.id, encode_refusal(why)});
}

void Channel::send_or_drop(const Frame& frame) {
  if (const Status sent = send(frame); !sent && usable()) {
    log::error("a frame to " + peer_ + " was not sent: " + sent.error().what);
  }
}

Status Channel::send(const Frame& frame) {
  if (!usable()) return Error{Err::unavailable, "the channel is closed"};
  WipedBuffer wire = encode_frame(frame);
  if (wire.size() > kMaxFrame) return Error{Err::too_large, "a frame is longer than its bound"};
  TRY_(queue(std::move(wire)));
  return flush();
}

Status Channel::queue(WipedBuffer wire) {
  if (!unsent_.empty() && unsent_bytes_ + cost(wire.size()) > kMaxQueuedBytes) {
    const Error why{Err::exhausted, "the peer does not read what it is sent"};
    drop_soon(why);
    return why;
  }
  unsent_bytes_ += cost(wire.size());
  unsent_.push_back(std::move(wire));
  return kOk;
}

// A peer that is gone is no error here: the loop reads what it still sent, and then closes.
Status Channel::flush() {
  while (!unsent_.empty()) {
    const WipedBuffer& wire = unsent_.front();
    const ssize_t sent = ::send(fd_.get(), wire.data(), wire.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)) {
      watch_for(EPOLLIN | EPOLLOUT);
      return kOk;
    }
    if (sent < 0 && errno != EPIPE && errno != ECONNRESET) {
      const Error why = io_error("cannot send to the peer");
      drop_soon(why);
      return why;
    }
    unsent_bytes_ -= cost(wire.size());
    unsent_.pop_front();
  }
  watch_for(EPOLLIN);
  return kOk;
}

void Channel::watch_for(std::uint32_t events) {
  if (const Status changed = loop_.change(fd_.get(), events); !changed) drop_soon(changed.error());
}

// --- receiving

// What ask_now set aside comes first: frames are handled in the order in which they came.
Result<std::optional<Frame>> Channel::next_frame() {
  if (kept_.empty()) return receive();
  Frame frame = std::move(kept_.front());
  kept_.pop_front();
  kept_bytes_ -= cost(frame.body.size());
  return std::optional<Frame>(std::move(frame));
}

void Channel::ready(std::uint32_t events) {
  const std::weak_ptr<const bool> alive = alive_;
  if (usable() && (events & EPOLLOUT) != 0) (void)flush();
  for (int i = 0; i < kFramesPerTurn && usable(); ++i) {
    Result<std::optional<Frame>> got = next_frame();
    if (!got) return peer_is_gone() ? close(got.error()) : drop(got.error());
    if (!*got) return;
    const Status handled = handle(std::move(**got));
    if (alive.expired()) return;
    if (!handled) return drop(handled.error());
  }
  if (usable() && !kept_.empty()) soon([this] { ready(0); });
}

// One frame, or nothing when none is there. The size is asked first, so an idle channel owns no buffer.
Result<std::optional<Frame>> Channel::receive() {
  for (;;) {
    const ssize_t size = ::recv(fd_.get(), nullptr, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    if (size < 0 && (errno == EINTR || errno == ECONNRESET)) continue;  // ECONNRESET is said once, before what is left to read
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::optional<Frame>();
    if (size < 0) return io_error("cannot read from the peer");
    if (size == 0) return peer_is_gone() ? kPeerGone : Error{Err::bad_value, "an empty frame"};
    if (static_cast<std::size_t>(size) > kMaxFrame) return Error{Err::too_large, "a frame is longer than its bound"};
    WipedBuffer wire(static_cast<std::size_t>(size));
    const ssize_t got = ::recv(fd_.get(), wire.data(), wire.size(), MSG_TRUNC | MSG_DONTWAIT);
    if (got != size) return Error{Err::broken, "a frame changed its size"};
    TRY(Frame frame, parse_frame(wire));
    return std::optional<Frame>(std::move(frame));
  }
}

// Whether nothing will ever come any more: the other end is closed and all of it is read.
bool Channel::peer_is_gone() const {
  if (!open()) return true;
  pollfd state{fd_.get(), POLLRDHUP, 0};
  std::uint8_t next = 0;
  return poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP)) != 0 &&
         ::recv(fd_.get(), &next, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

Status Channel::handle(Frame frame) {
  if (frame.kind == Kind::reply || frame.kind == Kind::refusal) return handle_answer(std::move(frame));
  const std::shared_ptr<const Incoming> incoming = incoming_;
  if (!incoming || !*incoming) return Error{Err::refused, "the peer may not ask anything here"};
  (*incoming)(std::move(frame));
  return kOk;
}

Status Channel::handle_answer(Frame frame) {
  if (forgotten_.erase(frame.id) != 0) return kOk;
  const auto asked = pending_.find(frame.id);
  if (asked == pending_.end()) return Error{Err::bad_value, "an answer to nothing"};
  if (asked->second.op != frame.op) return Error{Err::bad_value, "an answer to something else"};
  const auto node = pending_.extract(asked);
  loop_.cancel(node.mapped().timeout);
  node.mapped().done(std::move(frame));
  return kOk;
}

Status Channel::set_aside(Frame frame) {
  const std::size_t size = cost(frame.body.size());
  if (kept_bytes_ + size > kMaxQueuedBytes) return Error{Err::exhausted, "the peer talks too much while it is asked"};
  kept_bytes_ += size;
  kept_.push_back(std::move(frame));
  return kOk;
}

// --- the end

void Channel::drop_soon(const Error& why) {
  if (!usable()) return;
  doomed_ = true;
  soon([this, why] { drop(why); });
}

void Channel::drop(const Error& why) {
  if (!open()) return;
  dropped_ = true;
  close(why);
}

void Channel::close(const Error& why) {
  loop_.forget(fd_.get());
  fd_.reset();
  unsent_.clear();
  kept_.clear();
  std::vector<std::pair<std::uint32_t, Pending>> asked;
  for (auto& [id, pending] : pending_) asked.emplace_back(id, std::move(pending));
  pending_.clear();
  std::sort(asked.begin(), asked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::weak_ptr<const bool> alive = alive_;
  const std::shared_ptr<const Closed> closed = closed_;
  for (auto& [id, pending] : asked) loop_.cancel(pending.timeout);
  for (auto& [id, pending] : asked) {
    if (alive.expired()) return;
    pending.done(Error{Err::unavailable, why.what});
  }
  if (!alive.expired() && closed && *closed) (*closed)(why);
}

}  // namespace cardea::ipc
