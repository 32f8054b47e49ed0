// SPDX-License-Identifier: Apache-2.0
// Jobs that run one after the other, beside the one who adds them or at once. A job owns what it touches until it was waited for.
#pragma once

#include <functional>
#include <memory>

#include "lib/base/result.hpp"

namespace cardea {

class Worker {
 public:
  using Job = std::function<void()>;
  using Ticket = std::uint64_t;
  virtual ~Worker() = default;
  virtual Ticket add(Job job) = 0;
  virtual void wait(Ticket ticket) = 0;  // until that job has run, and those before it
  virtual bool ran(Ticket ticket) = 0;   // whether there is nothing to wait for
};

// Runs a job where it is added: for tests, where the order of everything is known.
class WorkerInPlace final : public Worker {
 public:
  Ticket add(Job job) override { return job(), Ticket{0}; }
  void wait(Ticket) override {}
  bool ran(Ticket) override { return true; }
};

// A thread of its own, which takes no signals. It lives as long as the process or this, and runs what was added before it ends.
class WorkerThread final : public Worker {
 public:
  static Result<std::unique_ptr<WorkerThread>> start();  // Err::exhausted: no thread could be had
  ~WorkerThread() override;
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;
  Ticket add(Job job) override;
  void wait(Ticket ticket) override;
  bool ran(Ticket ticket) override;

 private:
  class Inside;
  explicit WorkerThread(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace cardea
