// SPDX-License-Identifier: Apache-2.0
// Roll-outs in the database of the service.
#pragma once

#include <string_view>

#include "lib/store/database.hpp"
#include "service/rollout/rollout_store.hpp"

namespace cardea::service {

// A migration of the service's database. The index carries all that a census reads, so that it never touches the rows themselves.
inline constexpr std::string_view kRolloutTables = R"sql(
ALTER TABLE devices ADD COLUMN label TEXT NOT NULL DEFAULT '';
CREATE INDEX devices_of_model ON devices (model, spki, version, label, last_seen_s, next_visit_s, state, blocked);
CREATE TABLE rollouts (
  rollout INTEGER PRIMARY KEY, plan TEXT NOT NULL, state INTEGER NOT NULL, stage INTEGER NOT NULL, started_s INTEGER NOT NULL,
  stage_opened_s INTEGER NOT NULL, forgiven_bad INTEGER NOT NULL, forgiven_ended INTEGER NOT NULL, reason TEXT NOT NULL, nth INTEGER NOT NULL);
CREATE TABLE rollout_trail (
  rollout INTEGER NOT NULL REFERENCES rollouts (rollout), nth INTEGER NOT NULL, at_s INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
  PRIMARY KEY (rollout, nth));
CREATE TABLE rollout_offers (
  rollout INTEGER NOT NULL REFERENCES rollouts (rollout), spki TEXT NOT NULL, step INTEGER NOT NULL, stage INTEGER NOT NULL,
  offered_s INTEGER NOT NULL, due_s INTEGER NOT NULL, PRIMARY KEY (rollout, spki));
CREATE INDEX rollout_offers_due ON rollout_offers (rollout, step, due_s);
)sql";

class SqliteRollouts final : public RolloutStore {
 public:
  explicit SqliteRollouts(store::Database& db) : db_(db) {}

  Status add_rollout(const Rollout& rollout, const TrailEntry& entry) override;
  Status save_rollout(const Rollout& rollout, const TrailEntry& entry) override;
  Result<std::vector<Rollout>> rollouts() override;
  Status add_trail(std::uint32_t rollout, const TrailEntry& entry) override;
  Result<std::vector<TrailEntry>> trail(std::uint32_t rollout, std::uint32_t max) override;
  Result<std::optional<Offer>> offer(std::uint32_t rollout, const std::string& spki) override;
  Status put_offer(const Offer& offer) override;
  Result<std::vector<Offer>> overdue(std::uint32_t rollout, std::int64_t now_s, std::uint32_t max) override;
  Result<Counts> counts(std::uint32_t rollout) override;
  Result<std::vector<CensusRow>> census(std::uint32_t rollout, const std::string& model, const std::string& after_spki,
                                        std::uint32_t max) override;

 private:
  Status append_trail(std::uint32_t rollout, const TrailEntry& entry);

  store::Database& db_;
};

}  // namespace cardea::service
