// SPDX-License-Identifier: Apache-2.0
// Figures of a running device, read from the kernel.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "lib/base/result.hpp"

namespace cardea::bench {

struct ProcessMemory {
  std::string name;
  std::uint64_t pss_kib = 0;  // proportional set size: shared pages counted by share
};

// warden and its five, found below the board's process. Err::refused: only root may read a confined process's memory map.
Result<std::vector<ProcessMemory>> device_memory(pid_t board);

// The same once it no longer falls: after the work that came before, memory is given back at the next beats of the watchdog.
Result<std::vector<ProcessMemory>> settled_device_memory(pid_t board);
std::uint64_t sum_kib(const std::vector<ProcessMemory>& all);

// The largest sum while work goes on: looks every few milliseconds from its making until stop(). Looks that find fewer than
// six processes (a restart) do not count.
class PeakMemory {
 public:
  explicit PeakMemory(pid_t board);
  const std::vector<ProcessMemory>& stop();  // at that moment; empty: nothing was seen
  std::size_t looks() const { return looks_; }

 private:
  std::vector<ProcessMemory> peak_;  // the thread's own until it has ended
  std::size_t looks_ = 0;
  std::jthread watcher_;
};

// The Pss line of /proc/PID/smaps_rollup.
Result<std::uint64_t> parse_pss(std::string_view smaps_rollup);

}  // namespace cardea::bench
