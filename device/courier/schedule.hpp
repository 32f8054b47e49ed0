// SPDX-License-Identifier: Apache-2.0
// When courier visits the service again: as the service asked, or after a failure with growing, jittered back-off, so that a
// fleet that lost its service does not come back at the same moment.
//= EN303645 5.9-3
#pragma once

#include <cstdint>

namespace cardea::courier {

inline constexpr std::uint32_t kVisitMin_s = 1;
inline constexpr std::uint32_t kVisitMax_s = 7 * 86'400;
inline constexpr std::uint32_t kBackOffFirst_ms = 2'000;
inline constexpr std::uint32_t kBackOffMax_ms = 3'600'000;
inline constexpr std::uint32_t kQuickTries = 3;
inline constexpr std::uint32_t kHintMax_s = 86'400;  // a service that sends everybody away for longer is not believed

class Schedule {
 public:
  // The service answered and asked us to come in `asked_s`, bounded to what is sane.
  std::uint64_t after_success_ms(std::int64_t asked_s);
  // The n-th failure in a row: a random time in (half, whole] of the doubled span. `random` is uniform over 32 bits. After the
  // first few it is in no more hurry than the service found right on ordinary days: the doubled spans of a whole fleet, all of
  // different ages, would come down on a service that just returned as a wave of their own.
  std::uint64_t after_failure_ms(std::uint32_t random);
  // The service answered that it has no time before `asked_s`. Never earlier than that, within bounds, nor earlier than after any
  // other failure; spread over half as long again, since it may have told everybody the same.
  std::uint64_t after_refusal_ms(std::int64_t asked_s, std::uint32_t random);
  std::uint32_t failures() const { return failures_; }

 private:
  std::uint64_t backed_off_ms(std::uint64_t least_span_ms, std::uint32_t random);

  std::uint32_t rhythm_s_ = 0;  // what the service asked for last; 0: it never did
  std::uint32_t failures_ = 0;
};

}  // namespace cardea::courier
