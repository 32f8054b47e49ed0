// SPDX-License-Identifier: Apache-2.0
#include "device/gate/source_rate.hpp"

#include <algorithm>

#include "lib/base/source_network.hpp"

namespace cardea::gate {

bool SourceRate::take(std::string_view source) {
  const std::uint64_t now = clock_.monotonic_ms();
  std::string key(source_network(source));
  auto it = sources_.find(key);
  if (it == sources_.end()) {
    if (sources_.size() >= kSourcesMax) make_room();
    it = sources_.emplace(std::move(key), Bucket{pace_.burst * 1000, now}).first;
  }
  Bucket& bucket = it->second;
  bucket.thousandths = std::min(pace_.burst * 1000, bucket.thousandths + (now - bucket.at_ms) * pace_.per_second);
  bucket.at_ms = now;
  if (bucket.thousandths < 1000) return false;
  bucket.thousandths -= 1000;
  return true;
}

void SourceRate::give_back(std::string_view source) {
  const auto it = sources_.find(std::string(source_network(source)));
  if (it != sources_.end()) it->second.thousandths = std::min(pace_.burst * 1000, it->second.thousandths + 1000);
}

void SourceRate::make_room() {
  const auto quietest = std::min_element(sources_.begin(), sources_.end(),
                                         [](const auto& a, const auto& b) { return a.second.at_ms < b.second.at_ms; });
  sources_.erase(quietest);
}

}  // namespace cardea::gate
