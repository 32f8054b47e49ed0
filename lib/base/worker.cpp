// SPDX-License-Identifier: Apache-2.0
#include "lib/base/worker.hpp"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>

#include <condition_variable>
#include <deque>
#include <mutex>

namespace cardea {

namespace {

constexpr std::size_t kStack = 256U << 10;  // the default reserves 8 MiB of a process's address space

// A signal is for the event loop's thread: whatever a thread starts with, it keeps.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

class WorkerThread::Inside {
 public:
  Status start() {
    ::mallopt(M_ARENA_MAX, 1);  // a second arena reserves 64 MiB, and keeps what it was given
    const SignalsBlocked blocked;
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstacksize(&attributes, kStack);
    const int failed = ::pthread_create(&thread_, &attributes, &Inside::main, this);
    ::pthread_attr_destroy(&attributes);
    return failed == 0 ? kOk : Status(Error{Err::exhausted, "a thread cannot be started"});
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    added_.notify_one();
    ::pthread_join(thread_, nullptr);
  }

  Ticket add(Job job) {
    Ticket ticket = 0;
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
      ticket = ++last_;
    }
    added_.notify_one();
    return ticket;
  }

  void wait(Ticket ticket) {
    std::unique_lock lock(mutex_);
    ran_.wait(lock, [&] { return done_ >= ticket; });
  }

  bool ran(Ticket ticket) {
    const std::lock_guard lock(mutex_);
    return done_ >= ticket;
  }

 private:
  static void* main(void* self) {
    static_cast<Inside*>(self)->run();
    return nullptr;
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      added_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      job = nullptr;  // what it holds is let go of before anybody hears of its end
      lock.lock();
      ++done_;
      ran_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable added_, ran_;
  std::deque<Job> jobs_;
  Ticket last_ = 0, done_ = 0;
  bool stopping_ = false;
  pthread_t thread_{};
};

Result<std::unique_ptr<WorkerThread>> WorkerThread::start() {
  auto inside = std::make_unique<Inside>();
  TRY_(inside->start());
  return std::unique_ptr<WorkerThread>(new WorkerThread(std::move(inside)));
}

WorkerThread::WorkerThread(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
WorkerThread::~WorkerThread() { inside_->stop(); }
Worker::Ticket WorkerThread::add(Job job) { return inside_->add(std::move(job)); }
void WorkerThread::wait(Ticket ticket) { inside_->wait(ticket); }
bool WorkerThread::ran(Ticket ticket) { return inside_->ran(ticket); }

}  // namespace cardea
