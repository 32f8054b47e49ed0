// SPDX-License-Identifier: Apache-2.0
// A program that the household started, and ends again: never one that somebody else started.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "lib/base/fd.hpp"
#include "lib/base/result.hpp"

namespace cardea::household {

class Child {
 public:
  // Starts `arguments[0]` with stdout on a pipe and stderr into `log`. It gets its own process group, and SIGTERM if we die.
  static Outcome<Child> start(const std::vector<std::string>& arguments, const std::string& log);
  // The same, with our own stdout and stderr: its words are for whoever reads ours.
  static Outcome<Child> start_in_the_foreground(const std::vector<std::string>& arguments);
  static Child none() { return Child({}, -1, {}, {}); }  // nothing is running
  Child(Child&& from) noexcept;
  Child& operator=(Child&& from) noexcept;               // ends what it had
  ~Child();  // end()

  pid_t pid() const { return pid_; }
  // The next line of its stdout; Err::unavailable when it ended or `deadline_ms` passed first.
  Outcome<std::string> line(int deadline_ms);
  // SIGTERM, and SIGKILL to its whole group when it has not ended after `grace_ms`; with none it is not told before. Returns its
  // exit status as wait() gives it.
  int end(int grace_ms = 5000);
  bool has_ended() const;
  // Waits for it to end by itself.
  Outcome<int> exit_code(int deadline_ms);

 private:
  struct Ends {
    int out = -1;
    int log = -1;
  };
  static Outcome<Child> start_with(const std::vector<std::string>& arguments, Ends ends, UniqueFd out);
  Child(std::string name, pid_t pid, UniqueFd out, UniqueFd ended) : name_(std::move(name)), pid_(pid), out_(std::move(out)), ended_(std::move(ended)) {}
  int reap();

  std::string name_;
  pid_t pid_ = -1;
  UniqueFd out_;
  UniqueFd ended_;  // pidfd
  std::string unread_;
};

}  // namespace cardea::household
