// SPDX-License-Identifier: Apache-2.0
// A fleet in virtual time: so many devices that visit their service as courier does, and a service that answers as the edge does,
// with the real roll-outs, the real governor and the devices' real back-off. Nothing waits and nothing is sent. Everything that
// happens follows from the seed.
#pragma once

#include <cstdint>
#include <queue>
#include <random>
#include <vector>

#include "device/courier/schedule.hpp"
#include "lib/base/clock.hpp"
#include "service/edge/edge.hpp"
#include "service/rollout/memory_store.hpp"

namespace cardea::sim {

struct FleetTerms {
  std::uint32_t devices = 1000;
  std::uint32_t seed = 1;
  std::uint32_t visit_s = 3600;
  std::uint32_t visits_per_s = 1000;  // what the service takes
  std::uint32_t tick_s = 20;          // how often it looks at its roll-outs
  std::uint32_t bad_permille = 0;     // devices that fall back from a release
};

// What was counted in one second of virtual time.
struct Second {
  std::uint32_t came = 0;   // at the door, whether somebody was there or not
  std::uint32_t taken = 0;  // visits that were answered
  std::uint32_t offers = 0;
};

class Fleet {
 public:
  explicit Fleet(const FleetTerms& terms);

  service::Rollouts& rollouts() { return *rollouts_; }
  std::int64_t now_s() const { return static_cast<std::int64_t>(clock_.monotonic_ms() / 1000); }
  void run_for_s(std::uint32_t seconds);
  void run_until_s(std::uint64_t second);
  void set_service(bool there) { there_ = there; }

  const std::vector<Second>& seconds() const { return seconds_; }
  std::uint32_t not_seen_since_s(std::int64_t second) const;  // devices
  std::uint64_t fingerprint() const;                          // of all that was counted

 private:
  struct Device {
    courier::Schedule schedule;
    std::uint64_t next_ms = 0;  // an older entry of the queue is passed over
    std::int64_t seen_s = -1;
    bool installing = false;
    bool has_failed = false;
  };

  std::uint32_t any() { return static_cast<std::uint32_t>(random_()); }
  void come_again_in(std::uint32_t device, std::uint64_t ms);
  void come(std::uint32_t device);
  void talk(std::uint32_t device);
  void end_install(std::uint32_t device, service::CensusRow& row);
  Second& second();

  FleetTerms terms_;
  std::mt19937 random_;
  FakeClock clock_;
  service::MemoryRolloutStore store_;
  service::Governor governor_;
  service::VisitPlan visits_;
  std::unique_ptr<service::Rollouts> rollouts_;
  std::vector<Device> devices_;
  std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> queue_;  // milliseconds, then device
  std::vector<Second> seconds_;
  std::uint64_t next_tick_ms_ = 0;
  bool there_ = true;
};

// The most of `count` over windows of `window` seconds, over their mean, in [from, to).
double peak_over_mean(const std::vector<Second>& seconds, std::uint32_t Second::* count, std::size_t from, std::size_t to,
                      std::size_t window = 10);
std::uint64_t sum_of(const std::vector<Second>& seconds, std::uint32_t Second::* count, std::size_t from, std::size_t to);

}  // namespace cardea::sim
