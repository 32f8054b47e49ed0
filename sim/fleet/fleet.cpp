// SPDX-License-Identifier: Apache-2.0
#include "sim/fleet/fleet.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "lib/base/bytes.hpp"

namespace cardea::sim {
namespace {

constexpr int kDeviceBits = 24;
constexpr std::uint32_t kInstallMin_ms = 120'000;
constexpr std::uint32_t kInstallSpread_ms = 600'000;
constexpr const char* kModel = "M1";
constexpr const char* kRelease = "1.1.0";

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return std::move(*result);
}

// Keys as they are: 64 hex digits, in the order of the devices.
std::string key_of(std::uint32_t device, std::mt19937& random) {
  Buffer raw{static_cast<std::uint8_t>(device >> 24), static_cast<std::uint8_t>(device >> 16),
             static_cast<std::uint8_t>(device >> 8), static_cast<std::uint8_t>(device)};
  while (raw.size() < 32) raw.push_back(static_cast<std::uint8_t>(random()));
  return to_hex(raw);
}

}  // namespace

Fleet::Fleet(const FleetTerms& terms)
    : terms_(terms),
      random_(terms.seed),
      governor_(terms.visits_per_s),
      visits_{terms.visit_s},
      rollouts_(must(service::Rollouts::open(
          store_, clock_, [this] { return any(); }, terms.visit_s * 3 / 2))),
      devices_(terms.devices) {
  rollouts_->publish({{kModel, kRelease, "aa.M1-1.1.0"}});
  store_.devices.reserve(terms.devices);
  for (std::uint32_t n = 0; n < terms.devices; ++n) {
    store_.devices.push_back(
        {{key_of(n, random_), kModel, "1.0.0", ""}, clock_.wall_s(), clock_.wall_s() + terms.visit_s, false, std::nullopt});
    come_again_in(n, random_() % (std::uint64_t{terms.visit_s} * 1000));
  }
}

void Fleet::come_again_in(std::uint32_t device, std::uint64_t ms) {
  devices_[device].next_ms = clock_.monotonic_ms() + ms;
  queue_.push(devices_[device].next_ms << kDeviceBits | device);
}

Second& Fleet::second() {
  const auto at = static_cast<std::size_t>(clock_.monotonic_ms() / 1000);
  if (seconds_.size() <= at) seconds_.resize(at + 1);
  return seconds_[at];
}

void Fleet::run_for_s(std::uint32_t seconds) {
  run_until_s(clock_.monotonic_ms() / 1000 + seconds);
}

void Fleet::run_until_s(std::uint64_t until_s) {
  const std::uint64_t end_ms = until_s * 1000;
  while (true) {
    const std::uint64_t visit_ms = queue_.empty() ? end_ms : queue_.top() >> kDeviceBits;
    const std::uint64_t next_ms = std::min({visit_ms, next_tick_ms_, end_ms});
    clock_.advance_ms(next_ms - clock_.monotonic_ms());
    if (next_ms == end_ms) break;
    if (next_ms == next_tick_ms_) {
      next_tick_ms_ += std::uint64_t{terms_.tick_s} * 1000;
      if (there_) must(rollouts_->tick());
      continue;
    }
    const auto device = static_cast<std::uint32_t>(queue_.top() & ((1U << kDeviceBits) - 1));
    queue_.pop();
    if (devices_[device].next_ms == next_ms) come(device);
  }
  second();  // up to here everything was counted
}

void Fleet::come(std::uint32_t n) {
  Device& device = devices_[n];
  ++second().came;
  if (!there_) return come_again_in(n, device.schedule.after_failure_ms(any()));
  if (const auto wait_s = governor_.wait_s(clock_.monotonic_ms()); wait_s)
    return come_again_in(n, device.schedule.after_refusal_ms(*wait_s, any()));
  ++second().taken;
  device.seen_s = now_s();
  talk(n);
}

void Fleet::end_install(std::uint32_t n, service::CensusRow& row) {
  Device& device = devices_[n];
  device.installing = false;
  device.has_failed = any() % 1000 < terms_.bad_permille;
  if (!device.has_failed) row.member.version = kRelease;
}

void Fleet::talk(std::uint32_t n) {
  Device& device = devices_[n];
  service::CensusRow& row = store_.devices[n];
  if (device.installing) end_install(n, row);
  must(rollouts_->note(
      row.member, {row.member.version, "idle", device.has_failed ? "fell_back" : "none", device.has_failed ? kRelease : ""}));
  const std::uint64_t before = rollouts_->offers_made();
  const service::Turn turn = must(rollouts_->turn_of(row.member));
  second().offers += static_cast<std::uint32_t>(rollouts_->offers_made() - before);
  row.last_seen_s = clock_.wall_s();
  std::uint32_t next_s = service::next_visit_s(visits_, any());
  if (turn.wait_s) next_s = std::clamp<std::uint32_t>(*turn.wait_s, 1, next_s);
  row.next_visit_s = row.last_seen_s + next_s;
  device.installing = turn.now;
  if (turn.now) return come_again_in(n, kInstallMin_ms + any() % kInstallSpread_ms);  // restarts, and visits at once
  come_again_in(n, device.schedule.after_success_ms(next_s));
}

std::uint32_t Fleet::not_seen_since_s(std::int64_t second) const {
  return static_cast<std::uint32_t>(
      std::count_if(devices_.begin(), devices_.end(), [&](const Device& d) { return d.seen_s < second; }));
}

std::uint64_t Fleet::fingerprint() const {
  std::uint64_t sum = 0xcbf29ce484222325ULL;
  for (const Second& s : seconds_) {
    for (const std::uint32_t part : {s.came, s.taken, s.offers}) sum = (sum ^ part) * 0x100000001b3ULL;
  }
  return sum;
}

std::uint64_t sum_of(const std::vector<Second>& seconds, std::uint32_t Second::* count, std::size_t from, std::size_t to) {
  std::uint64_t sum = 0;
  for (std::size_t at = from; at < std::min(to, seconds.size()); ++at) sum += seconds[at].*count;
  return sum;
}

double peak_over_mean(const std::vector<Second>& seconds, std::uint32_t Second::* count, std::size_t from, std::size_t to,
                      std::size_t window) {
  std::uint64_t most = 0;
  for (std::size_t at = from; at + window <= to; at += window) most = std::max(most, sum_of(seconds, count, at, at + window));
  const double mean = static_cast<double>(sum_of(seconds, count, from, to)) / static_cast<double>(to - from);
  return static_cast<double>(most) / static_cast<double>(window) / mean;
}

}  // namespace cardea::sim
