// SPDX-License-Identifier: Apache-2.0
// The watch over the roll-outs: who is overdue, how the untouched do meanwhile, and whether to go on.
#include <algorithm>

#include "service/rollout/rollouts.hpp"

namespace cardea::service {
namespace {

constexpr std::uint32_t kOverdueSlice = 500;
constexpr std::uint32_t kCensusSlice = 20'000;
constexpr std::int64_t kCensusPause_s = 1;
constexpr std::int64_t kLongCensusPause_s = 60;  // after a census of more than one slice
constexpr std::int64_t kLive_s = 7 * 86'400;     // who was not here for so long is away, and nobody waits for it
constexpr std::int64_t kWatch_s = 86'400;        // the control group: who was here a day before the stage opened, or since
constexpr std::size_t kSampleMax = 5;
constexpr std::int64_t kLongestReturn_s = 3600;  // a device that found the service away comes back within this
constexpr std::string_view kItself = "service";

}  // namespace

Status Rollouts::automatic(Live& live, RolloutEvent event, const std::string& what) {
  return apply(live, event, entry(std::string(kItself), what));
}

// Of a model, the newest roll-out that was not stopped.
bool Rollouts::is_watched(Live& live) {
  return governing(live.rollout.plan.model) == &live;
}

Status Rollouts::tick() {
  for (Live& l : all_) {
    if (!is_watched(l)) continue;
    TRY_(end_overdue(l));
    if (l.rollout.state == RolloutState::paused) continue;
    TRY_(count_slice(l));
  }
  return kOk;
}

// While the service was away no device could report: silence counts only after it was here for long enough.
Status Rollouts::end_overdue(Live& live) {
  if (clock_.wall_s() < opened_s_ + std::min<std::int64_t>(live.rollout.plan.timeout_s, kLongestReturn_s)) return kOk;
  TRY(auto late, store_.overdue(live.rollout.id, clock_.wall_s(), kOverdueSlice));
  for (Offer& offer : late) TRY_(step(live, std::move(offer), DeviceEvent::is_silent));
  if (!late.empty()) live.next_census_s = 0;  // how do the untouched do now?
  return kOk;
}

void Rollouts::count_row(Live& live, const CensusRow& row) const {
  const Rollout& rollout = live.rollout;
  const std::int64_t now_s = clock_.wall_s();
  Census& sum = live.under_way;
  const bool done = row.step == DeviceStep::confirmed;  // whatever version it calls itself
  if (row.last_seen_s + kLive_s >= now_s && !done) {
    const std::uint32_t stage = stage_of(rollout.plan, rollout.id, row.member);
    if (stage != kNoStage) ++(stage <= rollout.stage ? sum.remaining : sum.later);
  }
  if (row.step || row.member.version == rollout.plan.version || row.last_seen_s + kWatch_s < rollout.stage_opened_s) return;
  ++sum.watched;
  if (row.alert || row.next_visit_s + rollout.plan.timeout_s < now_s) ++sum.lost;
}

// A slice at each call; at the end of the last one the gate is asked.
Status Rollouts::count_slice(Live& live) {
  if (live.counted_to.empty() && clock_.wall_s() < live.next_census_s) return kOk;
  const bool first = live.counted_to.empty();
  TRY(const auto rows, store_.census(live.rollout.id, live.rollout.plan.model, live.counted_to, kCensusSlice));
  for (const CensusRow& row : rows) count_row(live, row);
  if (rows.size() == kCensusSlice) {
    live.counted_to = rows.back().member.spki;
    return kOk;
  }
  live.census = std::exchange(live.under_way, {});
  live.counted = true;
  live.counted_to.clear();
  const bool often = first && live.rollout.state == RolloutState::running;
  live.next_census_s = clock_.wall_s() + (often ? kCensusPause_s : kLongCensusPause_s);
  return judge(live);
}

// A failure that a device reports is judged at once. Its silence has to be seen beside the silence of others, after a census.
Status Rollouts::judge_failures(Live& live) {
  Counts reported = live.counts;
  reported.timed_out = 0;
  return judge_losses(live, reported);
}

Status Rollouts::judge_losses(Live& live, const Counts& counts) {
  if (!next_state(live.rollout.state, RolloutEvent::got_worse)) return kOk;
  if (!is_worse(live.rollout.plan.gate, counts, live.rollout.forgiven, live.census)) return kOk;
  return automatic(live, RolloutEvent::got_worse,
                   "pause: " + std::to_string(live.counts.failed) + " failed and " + std::to_string(live.counts.timed_out) +
                       " did not come back, of " + std::to_string(live.counts.ended()) + "; of the untouched, " +
                       std::to_string(live.census.lost) + " of " + std::to_string(live.census.watched) + " were lost");
}

Status Rollouts::judge(Live& live) {
  TRY_(judge_losses(live, live.counts));
  const Rollout& rollout = live.rollout;
  if (rollout.state != RolloutState::running) return kOk;
  if (clock_.wall_s() < rollout.stage_opened_s + rollout.plan.gate.soak_s) return kOk;
  const bool last = rollout.stage + 1 == rollout.plan.stages.size();
  if (!has_enough(rollout.plan.gate, live.counts, live.census, last)) return kOk;
  return automatic(live, last ? RolloutEvent::last_stage_passed : RolloutEvent::stage_passed,
                   "stage " + std::to_string(rollout.stage + 1) + " passed: " + std::to_string(live.counts.confirmed) +
                       " confirmed, " + std::to_string(live.counts.bad()) + " lost");
}

Result<Forecast> Rollouts::dry_run(const Plan& plan) const {
  Forecast forecast{fresh_id(), std::vector<StageForecast>(plan.stages.size())};
  auto& stages = forecast.stages;
  const std::int64_t now_s = clock_.wall_s();
  std::string after;
  for (;;) {
    TRY(const auto rows, store_.census(0, plan.model, after, kCensusSlice));
    for (const CensusRow& row : rows) {
      const std::uint32_t at = stage_of(plan, forecast.id, row.member);
      if (at == kNoStage) continue;
      ++stages[at].members;
      if (row.last_seen_s + kLive_s >= now_s) ++stages[at].live;
      if (stages[at].sample.size() < kSampleMax) stages[at].sample.push_back(row.member.spki);
    }
    if (rows.size() < kCensusSlice) return forecast;
    after = rows.back().member.spki;
  }
}

}  // namespace cardea::service
