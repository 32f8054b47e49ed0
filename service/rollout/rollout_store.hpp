// SPDX-License-Identifier: Apache-2.0
// What the service remembers of roll-outs. Every call is one transaction that may be retried. The trail is only ever added to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "service/rollout/gate.hpp"
#include "service/rollout/machine.hpp"
#include "service/rollout/plan.hpp"

namespace cardea::service {

struct Rollout {
  std::uint32_t id = 0;  // 1..2^31-1
  Plan plan;
  RolloutState state = RolloutState::running;
  std::uint32_t stage = 0;  // this and all before it are open
  std::int64_t started_s = 0;
  std::int64_t stage_opened_s = 0;
  Forgiven forgiven;
  std::string reason;  // why it is paused
};

struct Offer {
  std::uint32_t rollout = 0;
  std::string spki;
  DeviceStep step = DeviceStep::offered;
  std::uint32_t stage = 0;
  std::int64_t offered_s = 0;
  std::int64_t due_s = 0;  // silent until then: timed out
};

struct TrailEntry {
  std::int64_t at_s = 0;
  std::string who;  // an operator's name, or "service"
  std::string what;
};

struct CensusRow {
  Member member;
  std::int64_t last_seen_s = 0;
  std::int64_t next_visit_s = 0;
  bool alert = false;
  std::optional<DeviceStep> step;  // when the roll-out has an offer for it
};

class RolloutStore {
 public:
  virtual ~RolloutStore() = default;

  virtual Status add_rollout(const Rollout& rollout, const TrailEntry& entry) = 0;  // Err::exists: the id is taken
  virtual Status save_rollout(const Rollout& rollout, const TrailEntry& entry) = 0;
  virtual Result<std::vector<Rollout>> rollouts() = 0;  // the oldest first
  virtual Status add_trail(std::uint32_t rollout, const TrailEntry& entry) = 0;
  virtual Result<std::vector<TrailEntry>> trail(std::uint32_t rollout, std::uint32_t max) = 0;  // the oldest first

  virtual Result<std::optional<Offer>> offer(std::uint32_t rollout, const std::string& spki) = 0;
  virtual Status put_offer(const Offer& offer) = 0;
  virtual Result<std::vector<Offer>> overdue(std::uint32_t rollout, std::int64_t now_s, std::uint32_t max) = 0;
  virtual Result<Counts> counts(std::uint32_t rollout) = 0;

  // The model's devices that are not blocked, by key, those after `after_spki`.
  virtual Result<std::vector<CensusRow>> census(std::uint32_t rollout, const std::string& model, const std::string& after_spki,
                                                std::uint32_t max) = 0;
};

}  // namespace cardea::service
