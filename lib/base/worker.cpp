// SPDX-License-Identifier: Apache-2.0
#include "lib/base/worker.hpp"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>

#include <deque>

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

// With what the system offers: the classes of the standard library, linked statically, made a device's software 16 KB larger.
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
      const Lock lock(mutex_);
      stopping_ = true;
    }
    ::pthread_cond_signal(&added_);
    ::pthread_join(thread_, nullptr);
  }

  Ticket add(Job job) {
    Ticket ticket = 0;
    {
      const Lock lock(mutex_);
      jobs_.push_back(std::move(job));
      ticket = ++last_;
    }
    ::pthread_cond_signal(&added_);
    return ticket;
  }

  void wait(Ticket ticket) {
    const Lock lock(mutex_);
    while (done_ < ticket) ::pthread_cond_wait(&ran_, &mutex_);
  }

  bool ran(Ticket ticket) {
    const Lock lock(mutex_);
    return done_ >= ticket;
  }

 private:
  class Lock {
   public:
    explicit Lock(pthread_mutex_t& mutex) : mutex_(mutex) { ::pthread_mutex_lock(&mutex_); }
    ~Lock() { ::pthread_mutex_unlock(&mutex_); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    pthread_mutex_t& mutex_;
  };

  static void* main(void* self) {
    auto& inside = *static_cast<Inside*>(self);
    while (Job job = inside.next()) {
      job();
      job = nullptr;  // what it holds is let go of before anybody hears of its end
      inside.tell_done();
    }
    return nullptr;
  }

  Job next() {  // empty: it is over
    const Lock lock(mutex_);
    while (!stopping_ && jobs_.empty()) ::pthread_cond_wait(&added_, &mutex_);
    if (jobs_.empty()) return {};
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  void tell_done() {
    const Lock lock(mutex_);
    ++done_;
    ::pthread_cond_broadcast(&ran_);
  }

  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t added_ = PTHREAD_COND_INITIALIZER, ran_ = PTHREAD_COND_INITIALIZER;
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
