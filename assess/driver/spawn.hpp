// SPDX-License-Identifier: Apache-2.0
// A command of the driver as a process of its own, in a process group of its own so that its children end with it.
#pragma once

#include <sys/types.h>

#include "assess/driver/driver.hpp"
#include "lib/base/fd.hpp"

namespace cardea::assess {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Result<Pipe> make_pipe();

struct StandardStreams {
  int in = -1;
  int out = -1;
  int talk = -1;
};

// Err::not_found: there is no such program.
Result<pid_t> spawn(const Command& command, const StandardStreams& streams);

// One that writes for as long as it is let.
class RunningCommand {
 public:
  static Result<RunningCommand> start(const Command& command);
  RunningCommand(RunningCommand&& from) noexcept;
  RunningCommand& operator=(RunningCommand&&) = delete;
  ~RunningCommand();

  UniqueFd take_output() { return std::move(output_); }  // a socket, so that whoever reads can be told to stop

 private:
  RunningCommand(pid_t pid, UniqueFd output) : pid_(pid), output_(std::move(output)) {}

  pid_t pid_;
  UniqueFd output_;
};

}  // namespace cardea::assess
