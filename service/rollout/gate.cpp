// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "service/rollout/pacer.hpp"

namespace cardea::service {
namespace {

std::uint64_t without(std::uint64_t all, std::uint64_t some) {
  return all - std::min(all, some);
}

}  // namespace

std::uint64_t& Counts::of(DeviceStep step) {
  const std::array all{&offered, &waiting, &confirmed, &failed, &timed_out, &cancelled};
  return *all.at(static_cast<std::size_t>(step));
}

double least_credible_rate(std::uint64_t bad, std::uint64_t all) {
  if (bad == 0 || all == 0) return 0;
  constexpr double z = 1.6449;
  const auto n = static_cast<double>(all);
  const double p = static_cast<double>(bad) / n;
  const double middle = p + z * z / (2 * n);
  const double spread = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return std::max(0.0, (middle - spread) / (1 + z * z / n));
}

bool is_worse(const Gate& gate, const Counts& counts, const Forgiven& forgiven, const Census& census) {
  const std::uint64_t bad = without(counts.bad(), forgiven.bad);
  const std::uint64_t ended = std::max(bad, without(counts.ended(), forgiven.ended));
  const double control = census.watched == 0 ? 0 : static_cast<double>(census.lost) / static_cast<double>(census.watched);
  return bad > 0 && least_credible_rate(bad, ended) > control + gate.worse_permille / 1000.0;
}

bool has_enough(const Gate& gate, const Counts& counts, const Census& census, bool last_stage) {
  const std::uint64_t members = counts.confirmed + without(census.remaining, counts.waiting);
  if (members == 0) return counts.waiting == 0 && !last_stage && census.later > 0;
  return counts.confirmed > 0 && counts.confirmed * 100 >= members * gate.confirm_percent;
}

double turns_per_second(const Rate& rate, std::uint64_t confirmed) {
  double per_minute = rate.per_minute;
  for (std::uint64_t raises = confirmed / rate.raise_after;
       raises > 0 && per_minute < rate.per_minute_max && rate.factor_percent > 100; --raises) {
    per_minute *= rate.factor_percent / 100.0;
  }
  return std::min<double>(per_minute, rate.per_minute_max) / 60;
}

}  // namespace cardea::service
