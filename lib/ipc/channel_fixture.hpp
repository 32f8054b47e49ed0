// SPDX-License-Identifier: Apache-2.0
// For the tests of this folder: a loop on a fake clock, and a bare end of a channel on which a test
// plays a peer that does as it likes.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>

#include "lib/ipc/channel.hpp"
#include "lib/ipc/test_messages.hpp"

namespace cardea::ipc::testing {

// The other end of a channel, without our code around it.
class BarePeer {
 public:
  explicit BarePeer(UniqueFd fd) : fd_(std::move(fd)) {}

  bool send(Bytes wire) const {
    return ::send(fd_.get(), wire.data(), wire.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(wire.size());
  }
  bool send(const Frame& frame) const { return send(Bytes(encode_frame(frame))); }
  template <Message M>
  bool send(Kind kind, std::uint32_t id, M message) const {
    return send(Frame{M::kOp, kind, id, encode(message)});
  }
  // The next frame that our side sent, if one is there.
  std::optional<Frame> receive() const {
    Buffer wire(kMaxFrame + 1);
    const ssize_t size = ::recv(fd_.get(), wire.data(), wire.size(), MSG_DONTWAIT);
    if (size <= 0) return std::nullopt;
    auto frame = parse_frame(Bytes(wire).first(static_cast<std::size_t>(size)));
    if (!frame) return std::nullopt;
    return std::move(*frame);
  }
  bool sees_the_end() const {
    std::uint8_t byte = 0;
    ssize_t got = ::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // Said once when the other side left something unread.
    if (got < 0 && errno == ECONNRESET) got = ::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0;
  }
  void close() { fd_.reset(); }
  UniqueFd take() { return std::move(fd_); }

 private:
  UniqueFd fd_;
};

class WithLoop : public ::testing::Test {
 protected:
  // Runs the loop until it has nothing left to do now.
  void settle() {
    while (loop_->turn(/*max_wait_ms=*/0) != 0) {
    }
  }

  FakeClock clock_;
  std::unique_ptr<EventLoop> loop_ = std::move(*EventLoop::create(clock_));
};

}  // namespace cardea::ipc::testing
