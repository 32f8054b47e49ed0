// SPDX-License-Identifier: Apache-2.0
// argon2id is slow and large on purpose. Here it runs one at a time, one per turn of the loop, so that pings are
// answered in between and memory is bounded by one computation; the queue is bounded too.
#pragma once

#include <deque>
#include <functional>

#include "lib/base/event_loop.hpp"
#include "lib/crypto/password.hpp"

namespace cardea::steward {

inline constexpr std::size_t kDeskWaitingMax = 16;

class PasswordDesk {
 public:
  using Verified = std::function<void(Status)>;
  using Hashed = std::function<void(Result<std::string>)>;

  PasswordDesk(EventLoop& loop, crypto::Argon2Cost cost) : loop_(loop), cost_(cost) {}
  ~PasswordDesk();
  PasswordDesk(const PasswordDesk&) = delete;
  PasswordDesk& operator=(const PasswordDesk&) = delete;

  // Makes what a wrong name is verified against, so that it takes as long as a wrong password.
  Status open();
  const std::string& nobodys_verifier() const { return nobody_; }

  bool full() const { return waiting_.size() >= kDeskWaitingMax; }
  // Ask full() first. A second step of work under way (hash after verify) may exceed the bound by one.
  void verify(std::string verifier, SecretBytes password, Verified done);
  void hash(SecretBytes password, Hashed done);

 private:
  void enqueue(std::function<void()> work);
  void schedule();
  void run_one();

  EventLoop& loop_;
  crypto::Argon2Cost cost_;
  std::string nobody_;
  std::deque<std::function<void()>> waiting_;
  EventLoop::TimerId next_ = 0;
};

}  // namespace cardea::steward
