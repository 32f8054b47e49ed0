// SPDX-License-Identifier: Apache-2.0
// Decides whether a trial boot is good. Pure: it is told what happened and when, and asked.
#pragma once

#include <cstdint>
#include <optional>

namespace cardea::warden {

enum class Verdict : std::uint8_t { wait, good, bad };

//= EN303645 5.3-10
class TrialJudge {
 public:
  static constexpr std::uint64_t kHealthySpanMs = 3'000;     // all processes healthy without a break
  static constexpr std::uint64_t kOfflineBudgetMs = 20'000;  // a home may be offline: then health alone decides
  static constexpr std::uint64_t kDeadlineMs = 120'000;      // not good by then is bad

  explicit TrialJudge(std::uint64_t started_ms) : started_ms_(started_ms) {}

  void all_ready(std::uint64_t now_ms) { healthy_since_ = ready_at_ = now_ms; }
  void unhealthy() { healthy_since_.reset(); }
  void healthy(std::uint64_t now_ms) {
    if (ready_at_ && !healthy_since_) healthy_since_ = now_ms;
  }
  void service_reached() { service_reached_ = true; }

  Verdict judge(std::uint64_t now_ms) const {
    const bool span_over = healthy_since_ && now_ms - *healthy_since_ >= kHealthySpanMs;
    const bool connected = service_reached_ || (ready_at_ && now_ms - *ready_at_ >= kOfflineBudgetMs);
    if (span_over && connected) return Verdict::good;
    return now_ms - started_ms_ >= kDeadlineMs ? Verdict::bad : Verdict::wait;
  }

 private:
  std::uint64_t started_ms_;
  std::optional<std::uint64_t> ready_at_, healthy_since_;
  bool service_reached_ = false;
};

}  // namespace cardea::warden
