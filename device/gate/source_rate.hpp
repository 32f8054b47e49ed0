// SPDX-License-Identifier: Apache-2.0
// How much work one source may cause: a burst, then a steady rate. Bounded memory: the source that has been
// quiet the longest makes room.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "lib/base/clock.hpp"

namespace cardea::gate {

struct Pace {
  std::uint64_t burst;
  std::uint64_t per_second;
};

inline constexpr std::uint64_t kBurst = 60;
inline constexpr std::uint64_t kPerSecond = 20;
inline constexpr Pace kRequestPace{kBurst, kPerSecond};
// A handshake costs vault a signature. Twice the pace of requests, so that one request a connection is still told to wait.
inline constexpr Pace kConnectionPace{2 * kBurst, 2 * kPerSecond};
inline constexpr std::size_t kSourcesMax = 512;

class SourceRate {
 public:
  SourceRate(const Clock& clock, Pace pace) : clock_(clock), pace_(pace) {}
  // false: this source has used up what it may.
  bool take(std::string_view source);
  // It turned out to be what the device itself asked for: it does not count.
  void give_back(std::string_view source);
  std::size_t sources() const { return sources_.size(); }

 private:
  struct Bucket {
    std::uint64_t thousandths = 0;
    std::uint64_t at_ms = 0;
  };
  void make_room();

  const Clock& clock_;
  const Pace pace_;
  std::unordered_map<std::string, Bucket> sources_;
};

}  // namespace cardea::gate
