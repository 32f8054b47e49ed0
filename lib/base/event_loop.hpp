// SPDX-License-Identifier: Apache-2.0
// One thread waits for many descriptors and timers (epoll, level-triggered). Every process of ours is such a loop.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/result.hpp"

namespace cardea {

class EventLoop {
 public:
  using Ready = std::function<void(std::uint32_t events)>;  // EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR
  using TimerId = std::uint64_t;

  static Result<std::unique_ptr<EventLoop>> create(const Clock& clock);

  const Clock& clock() const { return clock_; }

  // The loop does not own descriptors. A handler may remove itself or any other.
  Status watch(int fd, std::uint32_t events, Ready ready);
  Status change(int fd, std::uint32_t events);
  void forget(int fd);

  TimerId after_ms(std::uint64_t delay_ms, std::function<void()> fire);
  void cancel(TimerId timer);

  void run();        // until stop()
  void stop() { stopped_ = true; }
  // One turn: waits at most `max_wait_ms`, then runs what is ready. Returns how many handlers ran.
  std::size_t turn(int max_wait_ms);

 private:
  struct Watch {
    Ready ready;
    std::uint64_t generation;
  };
  struct Timer {
    TimerId id;
    std::function<void()> fire;
  };

  EventLoop(const Clock& clock, UniqueFd epoll) : clock_(clock), epoll_(std::move(epoll)) {}
  int wait_ms(int max_wait_ms) const;
  std::size_t fire_due_timers();

  const Clock& clock_;
  UniqueFd epoll_;
  std::unordered_map<int, std::shared_ptr<Watch>> watches_;
  std::multimap<std::uint64_t, Timer> timers_;  // by due time in monotonic milliseconds
  TimerId next_timer_ = 1;
  std::uint64_t generation_ = 0;
  bool stopped_ = false;
};

}  // namespace cardea
