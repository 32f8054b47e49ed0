// SPDX-License-Identifier: Apache-2.0
#include "lib/base/clock.hpp"

#include <ctime>

namespace cardea {
namespace {

timespec now(clockid_t which) {
  timespec t{};
  clock_gettime(which, &t);
  return t;
}

}  // namespace

std::int64_t SystemClock::wall_s() const { return now(CLOCK_REALTIME).tv_sec; }

std::uint64_t SystemClock::monotonic_ms() const {
  const timespec t = now(CLOCK_BOOTTIME);
  return static_cast<std::uint64_t>(t.tv_sec) * 1000 + static_cast<std::uint64_t>(t.tv_nsec) / 1'000'000;
}

}  // namespace cardea
