// SPDX-License-Identifier: Apache-2.0
// For tests and simulations: a store of roll-outs that behaves as the real one does, in memory. It can be told to fail.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "service/rollout/rollout_store.hpp"

namespace cardea::service {

class MemoryRolloutStore final : public RolloutStore {
 public:
  std::vector<CensusRow> devices;  // by key; `step` is filled in by census()
  bool out_of_order = false;       // every write fails

  CensusRow* device(const std::string& spki) {
    const auto at = std::lower_bound(devices.begin(), devices.end(), spki,
                                     [](const CensusRow& row, const std::string& key) { return row.member.spki < key; });
    return at == devices.end() || at->member.spki != spki ? nullptr : &*at;
  }
  void add_device(CensusRow row) {
    const auto at = std::lower_bound(devices.begin(), devices.end(), row,
                                     [](const CensusRow& a, const CensusRow& b) { return a.member.spki < b.member.spki; });
    devices.insert(at, std::move(row));
  }

  Status add_rollout(const Rollout& rollout, const TrailEntry& entry) override {
    TRY_(writable());
    const bool taken = std::any_of(rollouts_.begin(), rollouts_.end(), [&](const Rollout& r) { return r.id == rollout.id; });
    if (taken) return Error{Err::exists, "a row with this key is there already"};
    rollouts_.push_back(rollout);
    return add_trail(rollout.id, entry);
  }
  Status save_rollout(const Rollout& rollout, const TrailEntry& entry) override {
    TRY_(writable());
    *std::find_if(rollouts_.begin(), rollouts_.end(), [&](const Rollout& r) { return r.id == rollout.id; }) = rollout;
    return add_trail(rollout.id, entry);
  }
  Result<std::vector<Rollout>> rollouts() override { return rollouts_; }
  Status add_trail(std::uint32_t rollout, const TrailEntry& entry) override {
    TRY_(writable());
    trails_[rollout].push_back(entry);
    return kOk;
  }
  Result<std::vector<TrailEntry>> trail(std::uint32_t rollout, std::uint32_t) override { return trails_[rollout]; }

  Result<std::optional<Offer>> offer(std::uint32_t rollout, const std::string& spki) override {
    const auto& of = offers_[rollout];
    const auto found = of.find(spki);
    if (found == of.end()) return std::optional<Offer>();
    return std::optional<Offer>(found->second);
  }
  Status put_offer(const Offer& offer) override {
    TRY_(writable());
    auto& of = offers_[offer.rollout];
    const auto known = of.find(offer.spki);
    if (known != of.end()) due_.erase(key_of(known->second));
    of[offer.spki] = offer;
    if (offer.step == DeviceStep::offered) due_.insert(key_of(offer));
    return kOk;
  }
  Result<std::vector<Offer>> overdue(std::uint32_t rollout, std::int64_t now_s, std::uint32_t max) override {
    std::vector<Offer> late;
    for (auto at = due_.lower_bound({rollout, 0, ""});
         at != due_.end() && at->rollout == rollout && at->due_s < now_s && late.size() < max; ++at) {
      late.push_back(offers_[rollout].at(at->spki));
    }
    return late;
  }
  Result<Counts> counts(std::uint32_t rollout) override {
    Counts counts;
    for (const auto& [spki, offer] : offers_[rollout]) ++counts.of(offer.step);
    return counts;
  }
  Result<std::vector<CensusRow>> census(std::uint32_t rollout, const std::string& model, const std::string& after_spki,
                                        std::uint32_t max) override {
    const auto& of = offers_[rollout];
    std::vector<CensusRow> rows;
    auto at = std::upper_bound(devices.begin(), devices.end(), after_spki,
                               [](const std::string& key, const CensusRow& row) { return key < row.member.spki; });
    for (; at != devices.end() && rows.size() < max; ++at) {
      if (at->member.model != model) continue;
      rows.push_back(*at);
      const auto offer = of.find(at->member.spki);
      if (offer != of.end()) rows.back().step = offer->second.step;
    }
    return rows;
  }

 private:
  struct Due {
    std::uint32_t rollout;
    std::int64_t due_s;
    std::string spki;
    auto operator<=>(const Due&) const = default;
  };
  static Due key_of(const Offer& offer) { return {offer.rollout, offer.due_s, offer.spki}; }
  Status writable() const {
    if (out_of_order) return Error{Err::io, "the database cannot be written"};
    return kOk;
  }

  std::vector<Rollout> rollouts_;
  std::map<std::uint32_t, std::vector<TrailEntry>> trails_;
  std::unordered_map<std::uint32_t, std::unordered_map<std::string, Offer>> offers_;
  std::set<Due> due_;
};

}  // namespace cardea::service
