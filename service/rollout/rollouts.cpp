// SPDX-License-Identifier: Apache-2.0
// What operators and devices ask. The watch is in watch.cpp.
#include "service/rollout/rollouts.hpp"

#include <algorithm>

#include "lib/codec/json.hpp"

namespace cardea::service {
namespace {

constexpr std::uint32_t kTrailMax = 1000;
constexpr int kIdTries = 8;

bool is_of(const ReleaseFile& file, const Plan& plan) {
  return file.model == plan.model && file.version == plan.version;
}

const Error kUnknown{Err::not_found, "there is no such roll-out"};

bool may_begin(RolloutState state) {
  return state == RolloutState::running || state == RolloutState::completed;
}
bool is_open(DeviceStep step) {
  return step == DeviceStep::offered || step == DeviceStep::waiting;
}

std::optional<DeviceEvent> event_of(const Report& report, const std::string& release, DeviceStep step) {
  if (report.version == release) {
    if (report.phase == "on_trial") return std::nullopt;
    return DeviceEvent::confirms;
  }
  const bool bad = report.result == "fell_back" || report.result == "refused" || report.result == "failed";
  if (bad && report.result_version == release) return DeviceEvent::fails;
  if (report.phase == "available") return DeviceEvent::waits_for_person;
  if (step == DeviceStep::waiting) return DeviceEvent::goes_on;
  if (report.phase == "installed_waiting_for_restart") return DeviceEvent::waits_for_night;
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Rollouts>> Rollouts::open(RolloutStore& store, const Clock& clock, NewId new_id,
                                                 std::uint32_t longest_visit_s) {
  std::unique_ptr<Rollouts> rollouts(new Rollouts(store, clock, std::move(new_id), longest_visit_s));
  TRY_(rollouts->load());
  return rollouts;
}

Status Rollouts::load() {
  opened_s_ = clock_.wall_s();
  TRY(auto stored, store_.rollouts());
  for (Rollout& rollout : stored) {
    Live live;
    TRY(live.counts, store_.counts(rollout.id));
    live.rollout = std::move(rollout);
    live.pacer.restart(clock_.monotonic_ms());
    set_pace(live);
    all_.push_back(std::move(live));
  }
  return kOk;
}

void Rollouts::publish(std::vector<ReleaseFile> files) {
  for (ReleaseFile& file : files) {
    const auto [begin, end] = files_.equal_range(file.file);
    const bool known = std::any_of(
        begin, end, [&](const auto& row) { return row.second.model == file.model && row.second.version == file.version; });
    if (!known) files_.emplace(file.file, file);  // what was published once stays governed, also when it is withdrawn
  }
}

Rollouts::Live* Rollouts::live(std::uint32_t id) {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Live& l) { return l.rollout.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

const Rollout* Rollouts::find(std::uint32_t id) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Live& l) { return l.rollout.id == id; });
  return found == all_.end() ? nullptr : &found->rollout;
}

// The newest roll-out of a model that was not stopped.
Rollouts::Live* Rollouts::governing(const std::string& model) {
  const auto found = std::find_if(all_.rbegin(), all_.rend(), [&](const Live& l) {
    return l.rollout.plan.model == model && l.rollout.state != RolloutState::stopped;
  });
  return found == all_.rend() ? nullptr : &*found;
}

// The newest roll-out of the release that a file belongs to, stopped or not; nullptr: there never was one.
Rollouts::Live* Rollouts::governing_file(const std::string& file) {
  const auto [begin, end] = files_.equal_range(file);
  const auto found = std::find_if(all_.rbegin(), all_.rend(), [&](const Live& l) {
    const Plan& plan = l.rollout.plan;
    if (plan.artifact == file) return true;
    return std::any_of(begin, end, [&](const auto& row) { return is_of(row.second, plan); });
  });
  return found == all_.rend() ? nullptr : &*found;
}

bool Rollouts::is_published(const Plan& plan) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& row) { return is_of(row.second, plan); });
}

// --- operators

Result<std::uint32_t> Rollouts::start(const Plan& plan, const std::string& who, const StartTerms& terms) {
  const Live* other = governing(plan.model);
  if (other != nullptr && other->rollout.state != RolloutState::completed) {
    return Error{Err::exists, "a roll-out of this model is under way: stop it first, or let it complete"};
  }
  if (!terms.not_yet_published && plan.artifact.empty() && !is_published(plan)) {
    return Error{Err::not_found,
                 "no such release of this model is published (start it beforehand with `unpublished`, or name an artifact)"};
  }
  Live started;
  started.rollout.id = terms.id;
  started.rollout.plan = plan;
  started.rollout.started_s = started.rollout.stage_opened_s = clock_.wall_s();
  started.pacer.restart(clock_.monotonic_ms());
  set_pace(started);
  return add(std::move(started), who, terms.id != 0);
}

// Fits an action number of foreign clients, which is a signed one of 32 bits.
std::uint32_t Rollouts::fresh_id() const {
  return (new_id_() & 0x7fffffffU) | 1U;
}

Result<std::uint32_t> Rollouts::add(Live started, const std::string& who, bool id_is_chosen) {
  const TrailEntry first = entry(who, "start " + print_json(encode_plan(started.rollout.plan)));
  for (int tries = 0; tries < kIdTries; ++tries) {
    if (!id_is_chosen) started.rollout.id = fresh_id();
    const Status stored = store_.add_rollout(started.rollout, first);
    if (!stored && stored.error().code == Err::exists && !id_is_chosen) continue;
    TRY_(stored);
    all_.push_back(std::move(started));
    return all_.back().rollout.id;
  }
  return Error{Err::exhausted, "no free number for a roll-out"};
}

// The store first: what it did not take did not happen.
Status Rollouts::apply(Live& live, RolloutEvent event, const TrailEntry& entry) {
  const auto state = next_state(live.rollout.state, event);
  if (!state) return Error{Err::refused, "the roll-out is in a state that does not allow this"};
  Rollout next = live.rollout;
  next.state = *state;
  next.reason = *state == RolloutState::paused ? entry.what : "";
  if (event == RolloutEvent::stage_passed) ++next.stage;
  if (event == RolloutEvent::stage_passed || event == RolloutEvent::resume) next.stage_opened_s = clock_.wall_s();
  if (event == RolloutEvent::resume) next.forgiven = {live.counts.bad(), live.counts.ended()};
  TRY_(store_.save_rollout(next, entry));
  live.rollout = std::move(next);
  live.counted_to.clear();
  live.under_way = {};
  live.next_census_s = 0;
  live.counted = false;
  if (event == RolloutEvent::resume) live.pacer.restart(clock_.monotonic_ms());
  return kOk;
}

Status Rollouts::by_operator(std::uint32_t id, RolloutEvent event, const std::string& who, const char* what) {
  Live* found = live(id);
  if (found == nullptr) return kUnknown;
  const Status applied = apply(*found, event, entry(who, what));
  // A stop that cannot be stored is an error that somebody must hear of; until it is tried again at least nobody new is offered
  // it.
  const bool unstored = !applied && event == RolloutEvent::stop && next_state(found->rollout.state, event);
  if (unstored) {
    found->rollout.state = RolloutState::paused;
    found->rollout.reason = "a stop could not be stored: try it again";
  }
  return applied;
}

Status Rollouts::pause(std::uint32_t id, const std::string& who) {
  return by_operator(id, RolloutEvent::pause, who, "pause");
}
Status Rollouts::resume(std::uint32_t id, const std::string& who) {
  return by_operator(id, RolloutEvent::resume, who, "resume");
}
Status Rollouts::stop(std::uint32_t id, const std::string& who) {
  return by_operator(id, RolloutEvent::stop, who, "stop");
}

std::vector<Standing> Rollouts::standings() const {
  std::vector<Standing> out;
  for (const Live& l : all_) out.push_back({l.rollout, l.counts, l.census, l.counted, l.pacer.rate() * 60});
  return out;
}

Result<Standing> Rollouts::standing(std::uint32_t id) const {
  for (const Standing& standing : standings()) {
    if (standing.rollout.id == id) return standing;
  }
  return kUnknown;
}

Result<std::vector<TrailEntry>> Rollouts::trail(std::uint32_t id) const {
  if (find(id) == nullptr) return kUnknown;
  return store_.trail(id, kTrailMax);
}

// --- devices

void Rollouts::set_pace(Live& live) {
  live.pacer.set_rate(turns_per_second(live.rollout.plan.rate, live.counts.confirmed));
}

Status Rollouts::step(Live& live, Offer offer, DeviceEvent event) {
  const auto next = next_step(offer.step, event);
  if (!next) return kOk;
  const DeviceStep before = std::exchange(offer.step, *next);
  if (event == DeviceEvent::goes_on || event == DeviceEvent::waits_for_night) offer.due_s = due_s(live);
  TRY_(store_.put_offer(offer));
  --live.counts.of(before);
  ++live.counts.of(offer.step);
  set_pace(live);
  return event == DeviceEvent::fails ? judge_failures(live) : Status(kOk);
}

Status Rollouts::note(std::uint32_t id, const std::string& spki, DeviceEvent event) {
  Live* found = live(id);
  if (found == nullptr) return kUnknown;
  TRY(auto offer, store_.offer(id, spki));
  if (!offer) return Error{Err::not_found, "the roll-out has no offer for this device"};
  return step(*found, std::move(*offer), event);
}

Rollouts::Live* Rollouts::newest(const std::string& model) {
  const auto found = std::find_if(all_.rbegin(), all_.rend(), [&](const Live& l) { return l.rollout.plan.model == model; });
  return found == all_.rend() ? nullptr : &*found;
}

// A device speaks of the newest roll-out of its model, also of one that was stopped: what happened there still counts.
Status Rollouts::note(const Member& device, const Report& report) {
  Live* found = newest(device.model);
  if (found == nullptr) return kOk;
  TRY(auto offer, store_.offer(found->rollout.id, device.spki));
  if (!offer) return kOk;
  const auto event = event_of(report, found->rollout.plan.version, offer->step);
  if (!event) return kOk;
  return step(*found, std::move(*offer), *event);
}

Result<Turn> Rollouts::new_offer(Live& live, const Member& device) {
  const std::uint32_t stage = stage_of(live.rollout.plan, live.rollout.id, device);
  if (!may_begin(live.rollout.state) || stage == kNoStage || stage > live.rollout.stage) return Turn{};
  const std::uint64_t now_ms = clock_.monotonic_ms();
  if (!live.pacer.take(now_ms))
    return Turn{false, static_cast<std::uint32_t>(std::min<std::uint64_t>(live.pacer.book(now_ms) / 1000 + 1, 86'400)), 0};
  TRY_(store_.put_offer({live.rollout.id, device.spki, DeviceStep::offered, stage, clock_.wall_s(), due_s(live)}));
  ++live.counts.offered;
  ++offers_made_;
  return Turn{true, std::nullopt, live.rollout.id};
}

Result<Turn> Rollouts::turn_in(Live& live, const Member& device) {
  TRY(const auto offer, store_.offer(live.rollout.id, device.spki));
  if (!offer) return new_offer(live, device);
  // Who waits for a person has seen the release and needs no further word about it.
  return Turn{offer->step == DeviceStep::offered, std::nullopt, live.rollout.id};
}

Result<Turn> Rollouts::turn_of(const Member& device) {
  Live* found = governing(device.model);
  if (found == nullptr) return Turn{};
  return turn_in(*found, device);
}

Result<std::optional<std::uint32_t>> Rollouts::taken_back(const Member& device) {
  const Live* found = newest(device.model);
  if (found == nullptr || found->rollout.state != RolloutState::stopped) return std::optional<std::uint32_t>();
  TRY(const auto offer, store_.offer(found->rollout.id, device.spki));
  if (!offer || !is_open(offer->step)) return std::optional<std::uint32_t>();
  return std::optional(found->rollout.id);
}

std::string Rollouts::artifact_of(const Plan& plan) const {
  if (!plan.artifact.empty()) return plan.artifact;
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const auto& row) { return is_of(row.second, plan) && !row.second.is_delta; });
  return found == files_.end() ? std::string{} : found->first;
}

Result<Turn> Rollouts::may_take(const Member& device, const std::string& file) {
  Live* found = governing_file(file);
  if (found == nullptr) return Turn{true, std::nullopt, 0};
  if (found->rollout.state == RolloutState::stopped) return Turn{};
  TRY(const auto offer, store_.offer(found->rollout.id, device.spki));
  if (offer) return Turn{true, std::nullopt, found->rollout.id};  // whatever became of it: it may try again
  return new_offer(*found, device);
}

}  // namespace cardea::service
