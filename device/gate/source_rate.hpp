// SPDX-License-Identifier: Apache-2.0
// How much work one source may cause: a burst, then a steady rate. Bounded memory: the source that has been
// quiet the longest makes room.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "lib/base/clock.hpp"

namespace cardea::gate {

inline constexpr std::uint64_t kBurst = 60;
inline constexpr std::uint64_t kPerSecond = 20;
inline constexpr std::size_t kSourcesMax = 512;

class SourceRate {
 public:
  explicit SourceRate(const Clock& clock) : clock_(clock) {}
  // false: this source has used up what it may.
  bool take(std::string_view source);
  std::size_t sources() const { return sources_.size(); }

 private:
  struct Bucket {
    std::uint64_t thousandths = kBurst * 1000;
    std::uint64_t at_ms = 0;
  };
  void make_room();

  const Clock& clock_;
  std::unordered_map<std::string, Bucket> sources_;
};

}  // namespace cardea::gate
