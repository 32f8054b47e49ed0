// SPDX-License-Identifier: Apache-2.0
// The clock seam: everything that waits or dates asks a Clock, so that tests own time.
#pragma once

#include <cstdint>

namespace cardea {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t wall_s() const = 0;         // seconds since 1970-01-01 UTC; may be wrong or jump
  virtual std::uint64_t monotonic_ms() const = 0;  // milliseconds since some start; never goes back
};

class SystemClock final : public Clock {
 public:
  std::int64_t wall_s() const override;
  std::uint64_t monotonic_ms() const override;
};

// A clock that behaves: both hands move only when told.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(std::int64_t wall_s = 1'800'000'000) : wall_ms_(wall_s * 1000) {}
  std::int64_t wall_s() const override { return wall_ms_ / 1000; }
  std::uint64_t monotonic_ms() const override { return monotonic_ms_; }
  void advance_ms(std::uint64_t by) {
    monotonic_ms_ += by;
    wall_ms_ += static_cast<std::int64_t>(by);
  }
  void set_wall_s(std::int64_t wall_s) { wall_ms_ = wall_s * 1000; }

 private:
  std::int64_t wall_ms_;
  std::uint64_t monotonic_ms_ = 0;
};

}  // namespace cardea
