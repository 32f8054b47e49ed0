// SPDX-License-Identifier: Apache-2.0
// The staged roll-outs of the service. Trust in a release comes from its signatures alone; this decides when a device may come
// for it: the edge asks before it tells a device of a release, and again before it gives out any byte of one. A release for which
// no roll-out was ever started is given to everybody.
//= EN303645 5.9-3
// # Updates reach a fleet in batches that are watched, at a rate that is set.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "lib/base/clock.hpp"
#include "service/rollout/pacer.hpp"
#include "service/rollout/rollout_store.hpp"
#include "service/update/release_index.hpp"

namespace cardea::service {

// What a device says of itself and of the last update that it tried.
struct Report {
  std::string version;
  std::string phase;
  std::string result;
  std::string result_version;
};

// The answer to "is it this device's turn".
struct Turn {
  bool now = false;
  std::optional<std::uint32_t> wait_s;  // its turn comes then, if nothing intervenes; unset: not in sight
  std::uint32_t rollout = 0;            // when now
};

struct Standing {
  Rollout rollout;
  Counts counts;
  Census census;
  bool counted = false;  // a census was taken since the start of the service
  double per_minute = 0;
};

struct StageForecast {
  std::uint64_t members = 0;        // that this stage adds
  std::uint64_t live = 0;           // of those: lately here
  std::vector<std::string> sample;  // keys of some
};

struct Forecast {
  std::uint32_t id = 0;  // the roll-out that is started under this number falls as it was forecast
  std::vector<StageForecast> stages;
};

struct StartTerms {
  bool not_yet_published = false;  // begin before the release is there, so that no device gets it out of turn
  std::uint32_t id = 0;            // of a forecast; 0: a new one
};

class Rollouts {
 public:
  using NewId = std::function<std::uint32_t()>;
  // `longest_visit_s`: a device that is here now is told to come again within this.
  static Result<std::unique_ptr<Rollouts>> open(RolloutStore& store, const Clock& clock, NewId new_id,
                                                std::uint32_t longest_visit_s);

  // --- operators
  // Err::exists: a roll-out of this model is under way. Err::not_found: no such release is published, and it was not said that it
  // will be.
  Result<std::uint32_t> start(const Plan& plan, const std::string& who, const StartTerms& terms = {});
  Status pause(std::uint32_t id, const std::string& who);
  Status resume(std::uint32_t id, const std::string& who);
  Status stop(std::uint32_t id, const std::string& who);  // returns when no further device can be offered it
  Result<Standing> standing(std::uint32_t id) const;
  std::vector<Standing> standings() const;
  Result<Forecast> dry_run(const Plan& plan) const;
  Result<std::vector<TrailEntry>> trail(std::uint32_t id) const;

  // --- devices
  Status note(const Member& device, const Report& report);
  Status note(std::uint32_t id, const std::string& spki, DeviceEvent event);
  Result<Turn> turn_of(const Member& device);                            // makes the offer when it is its turn
  Result<Turn> may_take(const Member& device, const std::string& file);  // now: it may; else when to come
  // The roll-out that was stopped while this device was at it.
  Result<std::optional<std::uint32_t>> taken_back(const Member& device);
  // The file of a roll-out for clients that read no metadata; empty: there is none.
  std::string artifact_of(const Plan& plan) const;
  const Rollout* find(std::uint32_t id) const;
  std::uint64_t offers_made() const { return offers_made_; }  // since the start of the service

  // --- the service
  void publish(std::vector<ReleaseFile> files);
  // Time-outs, the census (in slices that leave the loop free), the gate. To be called several times a second.
  Status tick();

 private:
  struct Live {
    Rollout rollout;
    Counts counts;
    Pacer pacer;
    Census census;
    bool counted = false;
    Census under_way;
    std::string counted_to;  // where the census goes on
    std::int64_t next_census_s = 0;
  };

  Rollouts(RolloutStore& store, const Clock& clock, NewId new_id, std::uint32_t longest_visit_s)
      : store_(store),
        clock_(clock),
        new_id_(std::move(new_id)),
        longest_visit_s_(longest_visit_s) {}
  Status load();
  Live* live(std::uint32_t id);
  Live* governing(const std::string& model);
  Live* newest(const std::string& model);
  Live* governing_file(const std::string& file);
  bool is_published(const Plan& plan) const;
  std::uint32_t fresh_id() const;
  Result<std::uint32_t> add(Live started, const std::string& who, bool id_is_chosen);
  bool is_watched(Live& live);
  Status apply(Live& live, RolloutEvent event, const TrailEntry& entry);
  Status by_operator(std::uint32_t id, RolloutEvent event, const std::string& who, const char* what);
  Status automatic(Live& live, RolloutEvent event, const std::string& what);
  Status step(Live& live, Offer offer, DeviceEvent event);
  std::int64_t due_s(const Live& live) const { return clock_.wall_s() + longest_visit_s_ + live.rollout.plan.timeout_s; }
  Result<Turn> new_offer(Live& live, const Member& device);
  Result<Turn> turn_in(Live& live, const Member& device);
  void set_pace(Live& live);
  Status end_overdue(Live& live);
  Status count_slice(Live& live);
  void count_row(Live& live, const CensusRow& row) const;
  Status judge(Live& live);
  Status judge_failures(Live& live);
  Status judge_losses(Live& live, const Counts& counts);
  TrailEntry entry(std::string who, std::string what) const { return {clock_.wall_s(), std::move(who), std::move(what)}; }

  RolloutStore& store_;
  const Clock& clock_;
  NewId new_id_;
  std::uint32_t longest_visit_s_;
  std::uint64_t offers_made_ = 0;
  std::int64_t opened_s_ = 0;  // when this service began to be here for its devices
  std::vector<Live> all_;      // the oldest first; a roll-out is never forgotten
  std::multimap<std::string, ReleaseFile, std::less<>> files_;
};

}  // namespace cardea::service
