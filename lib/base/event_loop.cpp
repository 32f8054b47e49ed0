// SPDX-License-Identifier: Apache-2.0
#include "lib/base/event_loop.hpp"

#include <algorithm>
#include <array>

namespace cardea {
namespace {

constexpr std::size_t kEventsPerTurn = 64;

// The generation in the event's data tells a new watch on a reused descriptor from the old one.
epoll_event event_for(int fd, std::uint64_t generation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = generation << 32 | static_cast<std::uint32_t>(fd);
  return event;
}

}  // namespace

Result<std::unique_ptr<EventLoop>> EventLoop::create(const Clock& clock) {
  UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return io_error("cannot make an event loop");
  return std::unique_ptr<EventLoop>(new EventLoop(clock, std::move(epoll)));
}

Status EventLoop::watch(int fd, std::uint32_t events, Ready ready) {
  const std::uint64_t generation = ++generation_ & 0x7fffffffU;
  epoll_event event = event_for(fd, generation, events);
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return io_error("cannot watch a descriptor");
  watches_[fd] = std::make_shared<Watch>(Watch{std::move(ready), generation});
  return kOk;
}

Status EventLoop::change(int fd, std::uint32_t events) {
  const auto it = watches_.find(fd);
  if (it == watches_.end()) return Error{Err::not_found, "descriptor is not watched"};
  epoll_event event = event_for(fd, it->second->generation, events);
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) != 0) return io_error("cannot change a watch");
  return kOk;
}

void EventLoop::forget(int fd) {
  if (watches_.erase(fd) != 0) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

EventLoop::TimerId EventLoop::after_ms(std::uint64_t delay_ms, std::function<void()> fire) {
  const TimerId id = next_timer_++;
  timers_.emplace(clock_.monotonic_ms() + delay_ms, Timer{id, std::move(fire)});
  return id;
}

void EventLoop::cancel(TimerId timer) {
  const auto it = std::find_if(timers_.begin(), timers_.end(), [&](const auto& entry) { return entry.second.id == timer; });
  if (it != timers_.end()) timers_.erase(it);
}

void EventLoop::run() {
  stopped_ = false;
  while (!stopped_) turn(/*max_wait_ms=*/-1);
}

std::size_t EventLoop::turn(int max_wait_ms) {
  std::array<epoll_event, kEventsPerTurn> events{};
  const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_ms(max_wait_ms));
  std::size_t ran = fire_due_timers();
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const auto it = watches_.find(static_cast<int>(event.data.u64 & 0xffffffffU));
    if (it == watches_.end() || it->second->generation != event.data.u64 >> 32) continue;  // forgotten this turn
    const std::shared_ptr<Watch> keep = it->second;  // the handler may forget itself
    keep->ready(event.events);
    ++ran;
  }
  return ran;
}

int EventLoop::wait_ms(int max_wait_ms) const {
  if (timers_.empty()) return max_wait_ms;
  const std::uint64_t now = clock_.monotonic_ms();
  const std::uint64_t due = timers_.begin()->first;
  const int until = due <= now ? 0 : static_cast<int>(std::min<std::uint64_t>(due - now, 60'000));
  return max_wait_ms < 0 ? until : std::min(until, max_wait_ms);
}

// A timer that a timer sets waits for the next turn, however soon it is due: descriptors get theirs in between.
std::size_t EventLoop::fire_due_timers() {
  std::size_t ran = 0;
  const std::uint64_t now = clock_.monotonic_ms();
  const TimerId first_new = next_timer_;
  while (!timers_.empty() && timers_.begin()->first <= now && timers_.begin()->second.id < first_new) {
    const auto node = timers_.extract(timers_.begin());
    node.mapped().fire();
    ++ran;
  }
  return ran;
}

}  // namespace cardea
