// SPDX-License-Identifier: Apache-2.0
// argon2id is slow and large on purpose. Here it runs one at a time, one per turn of the loop, so that pings are
// answered in between and memory is bounded by one computation; the queues are bounded too. Strangers wait until nobody who is
// known does.
#pragma once

#include <deque>
#include <functional>

#include "lib/base/event_loop.hpp"
#include "lib/crypto/password.hpp"

namespace cardea::steward {

inline constexpr std::size_t kDeskWaitingMax = 16;  // of each

enum class Waiting : std::uint8_t { known, stranger };

class PasswordDesk {
 public:
  using Verified = std::function<void(Status)>;
  using Hashed = std::function<void(Result<std::string>)>;

  PasswordDesk(EventLoop& loop, crypto::Argon2Cost cost);
  ~PasswordDesk();
  PasswordDesk(const PasswordDesk&) = delete;
  PasswordDesk& operator=(const PasswordDesk&) = delete;

  // What a wrong name is verified against, so that it takes as long as a wrong password: of no password that anybody knows.
  const std::string& nobodys_verifier() const { return nobody_; }

  bool full(Waiting as) const { return queue(as).size() >= kDeskWaitingMax; }
  // Ask full() first. A second step of work under way (hash after verify) may exceed the bound by one.
  void verify(std::string verifier, SecretBytes password, Waiting as, Verified done);
  void hash(SecretBytes password, Hashed done);  // asked for by somebody who is known, or was just verified

 private:
  using Queue = std::deque<std::function<void()>>;

  const Queue& queue(Waiting as) const { return as == Waiting::known ? known_ : strangers_; }
  Queue& queue(Waiting as) { return as == Waiting::known ? known_ : strangers_; }
  void enqueue(Waiting as, std::function<void()> work);
  void schedule();
  void run_one();

  EventLoop& loop_;
  crypto::Argon2Cost cost_;
  std::string nobody_;
  Queue known_, strangers_;
  EventLoop::TimerId next_ = 0;
};

}  // namespace cardea::steward
