// SPDX-License-Identifier: Apache-2.0
#include "lib/base/event_loop.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace cardea {
namespace {

struct Pair {
  Pair() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0) {
      a.reset(ends[0]);
      b.reset(ends[1]);
    }
  }
  UniqueFd a, b;
};

TEST(EventLoop, a_timer_that_a_timer_sets_waits_for_the_next_turn) {
  FakeClock clock;
  auto loop = *EventLoop::create(clock);
  int fired = 0;
  std::function<void()> again = [&] {
    ++fired;
    loop->after_ms(0, again);
  };
  loop->after_ms(0, again);
  for (int turn = 1; turn <= 3; ++turn) {
    EXPECT_EQ(loop->turn(0), 1U);
    EXPECT_EQ(fired, turn);
  }
}

TEST(EventLoop, timers_fire_in_order_of_their_due_time_on_the_given_clock) {
  FakeClock clock;
  auto loop = *EventLoop::create(clock);
  std::string order;
  loop->after_ms(20, [&] { order += 'b'; });
  loop->after_ms(10, [&] { order += 'a'; });
  const auto cancelled = loop->after_ms(15, [&] { order += 'x'; });
  loop->cancel(cancelled);
  loop->turn(0);
  EXPECT_EQ(order, "");
  clock.advance_ms(30);
  loop->turn(0);
  EXPECT_EQ(order, "ab");
}

TEST(EventLoop, a_handler_may_forget_itself_and_others_of_the_same_turn) {
  SystemClock clock;
  auto loop = *EventLoop::create(clock);
  Pair first;
  Pair second;
  int ran = 0;
  const auto forget_both = [&](std::uint32_t) {
    ++ran;
    loop->forget(first.a.get());
    loop->forget(second.a.get());
  };
  ASSERT_TRUE(loop->watch(first.a.get(), EPOLLIN, forget_both).ok());
  ASSERT_TRUE(loop->watch(second.a.get(), EPOLLIN, forget_both).ok());
  ASSERT_EQ(write(first.b.get(), "x", 1), 1);
  ASSERT_EQ(write(second.b.get(), "x", 1), 1);
  loop->turn(1000);
  EXPECT_EQ(ran, 1);
}

TEST(EventLoop, watching_the_same_descriptor_twice_is_an_error) {
  SystemClock clock;
  auto loop = *EventLoop::create(clock);
  Pair pair;
  ASSERT_TRUE(loop->watch(pair.a.get(), EPOLLIN, [](std::uint32_t) {}).ok());
  EXPECT_FALSE(loop->watch(pair.a.get(), EPOLLIN, [](std::uint32_t) {}).ok());
  EXPECT_EQ(loop->change(pair.b.get(), EPOLLIN).error().code, Err::not_found);
}

}  // namespace
}  // namespace cardea
