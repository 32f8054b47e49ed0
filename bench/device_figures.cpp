// SPDX-License-Identifier: Apache-2.0
#include "bench/device_figures.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace cardea::bench {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> found;
  std::ifstream in("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children");
  for (pid_t child = 0; in >> child;) found.push_back(child);
  return found;
}

Result<ProcessMemory> memory_of(pid_t pid) {
  const std::string at = "/proc/" + std::to_string(pid);
  ProcessMemory memory{read(at + "/comm"), 0};
  if (!memory.name.empty()) memory.name.pop_back();  // its newline
  TRY(memory.pss_kib, parse_pss(read(at + "/smaps_rollup")));
  return memory;
}

}  // namespace

Result<std::uint64_t> parse_pss(std::string_view smaps_rollup) {
  const std::size_t line = smaps_rollup.find("\nPss:");
  if (line == std::string_view::npos) return Error{Err::refused, "the memory map of a confined process is readable by root only"};
  std::string_view number = smaps_rollup.substr(line + 5);
  number.remove_prefix(std::min(number.find_first_not_of(' '), number.size()));
  std::uint64_t kib = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), kib);
  const std::string_view rest(end, static_cast<std::size_t>(number.data() + number.size() - end));
  if (error != std::errc{} || !rest.starts_with(" kB")) return Error{Err::bad_value, "a Pss line without a number"};
  return kib;
}

Result<std::vector<ProcessMemory>> device_memory(pid_t board) {
  std::vector<ProcessMemory> all;
  for (const pid_t warden : children_of(board)) {
    TRY(auto memory, memory_of(warden));
    all.push_back(std::move(memory));
    for (const pid_t process : children_of(warden)) {
      TRY(auto one, memory_of(process));
      all.push_back(std::move(one));
    }
  }
  if (all.size() != 6) return Error{Err::unavailable, "the device does not run its six processes"};
  return all;
}

std::uint64_t sum_kib(const std::vector<ProcessMemory>& all) {
  std::uint64_t sum = 0;
  for (const ProcessMemory& process : all) sum += process.pss_kib;
  return sum;
}

PeakMemory::PeakMemory(pid_t board)
    : watcher_([this, board](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          auto now = device_memory(board);
          if (now) {
            if (sum_kib(*now) > sum_kib(peak_)) peak_ = std::move(*now);
            ++looks_;
          }
          std::this_thread::sleep_for(std::chrono::milliseconds(3));
        }
      }) {}

const std::vector<ProcessMemory>& PeakMemory::stop() {
  watcher_.request_stop();
  watcher_.join();
  return peak_;
}

Result<std::vector<ProcessMemory>> settled_device_memory(pid_t board) {
  constexpr int kLooksMax = 6;
  constexpr auto kBetweenLooks = std::chrono::milliseconds(2'500);  // longer than the watchdog's beat
  TRY(auto before, device_memory(board));
  for (int look = 1; look < kLooksMax; ++look) {
    std::this_thread::sleep_for(kBetweenLooks);
    TRY(auto now, device_memory(board));
    const bool settled = sum_kib(now) >= sum_kib(before);
    before = std::move(now);
    if (settled && look > 1) break;
  }
  return before;
}

}  // namespace cardea::bench
