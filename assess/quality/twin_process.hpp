// SPDX-License-Identifier: Apache-2.0
// A process for the probes to look at: confined as a process of a device is, or with memory that is writable and executable. It
// calls itself "twin-gate", and ends with this object.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "lib/base/fd.hpp"

namespace cardea::assess::quality {

class TwinProcess {
 public:
  enum class Habit : std::uint8_t { confined, writable_code };

  explicit TwinProcess(Habit habit);
  ~TwinProcess();
  TwinProcess(const TwinProcess&) = delete;
  TwinProcess& operator=(const TwinProcess&) = delete;

  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  UniqueFd lifeline_;  // the child lives until it is closed
};

}  // namespace cardea::assess::quality
