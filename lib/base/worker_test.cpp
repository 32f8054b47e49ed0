// SPDX-License-Identifier: Apache-2.0
#include "lib/base/worker.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <future>
#include <thread>
#include <vector>

namespace cardea {
namespace {

TEST(WorkerThread, runs_jobs_in_the_order_in_which_they_were_added) {
  const auto worker = std::move(*WorkerThread::start());
  std::vector<int> ran;
  Worker::Ticket last = 0;
  for (int i = 0; i < 1000; ++i) last = worker->add([&ran, i] { ran.push_back(i); });
  worker->wait(last);
  ASSERT_EQ(ran.size(), 1000U);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(ran[static_cast<std::size_t>(i)], i);
}

TEST(WorkerThread, runs_them_on_one_thread_that_is_not_the_callers_and_takes_no_signals) {
  const auto worker = std::move(*WorkerThread::start());
  std::thread::id first, second;
  sigset_t blocked;
  ::sigemptyset(&blocked);
  worker->add([&] { first = std::this_thread::get_id(); });
  worker->wait(worker->add([&] {
    second = std::this_thread::get_id();
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  }));
  EXPECT_EQ(first, second);
  EXPECT_NE(first, std::this_thread::get_id());
  EXPECT_EQ(::sigismember(&blocked, SIGTERM), 1);
  sigset_t own;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &own);
  EXPECT_EQ(::sigismember(&own, SIGTERM), 0);
}

TEST(WorkerThread, waits_for_one_job_without_those_behind_it) {
  const auto worker = std::move(*WorkerThread::start());
  std::promise<void> let_go;
  bool ran = false;
  const Worker::Ticket first = worker->add([&] { ran = true; });
  const Worker::Ticket held_up = worker->add([held = let_go.get_future().share()] { held.wait(); });
  worker->wait(first);
  EXPECT_TRUE(ran);
  EXPECT_TRUE(worker->ran(first));
  EXPECT_FALSE(worker->ran(held_up));
  let_go.set_value();
  worker->wait(held_up);
  EXPECT_TRUE(worker->ran(held_up));
}

TEST(WorkerThread, runs_what_was_added_before_it_ends) {
  int ran = 0;
  {
    const auto worker = std::move(*WorkerThread::start());
    for (int i = 0; i < 100; ++i) worker->add([&] { ++ran; });
  }
  EXPECT_EQ(ran, 100);
}

TEST(WorkerThread, has_let_go_of_what_a_job_held_when_the_job_was_waited_for) {
  const auto worker = std::move(*WorkerThread::start());
  auto held = std::make_shared<int>(0);
  worker->wait(worker->add([held] {}));
  EXPECT_EQ(held.use_count(), 1);
}

TEST(WorkerInPlace, has_run_a_job_when_it_was_added) {
  WorkerInPlace worker;
  bool ran = false;
  worker.wait(worker.add([&] { ran = true; }));
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace cardea
