// SPDX-License-Identifier: Apache-2.0
// Start, schedule and check. Installing is in install.cpp.
#include "device/updater/updater.hpp"

#include <algorithm>

#include "device/updater/why.hpp"
#include "lib/base/log.hpp"
#include "lib/store/file.hpp"

namespace cardea::updater {

using contract::UpdateResult;
using contract::UpdateWhy;

namespace {

std::string history_path(const Settings& settings) {
  return settings.state_directory + "/history";
}

// A history that cannot be read is a history that is lost, not a device that is.
History read_history(const Settings& settings) {
  const auto stored = store::read_file(history_path(settings), kHistoryMax);
  if (!stored) return {};
  auto history = parse_history(*stored);
  if (!history) log::warn("the update history cannot be read and begins anew");
  return history ? std::move(*history) : History{};
}

// What the running image says of itself. That decides only which delta fits, never what is believed.
std::optional<crypto::Digest256> running_root(const std::string& path) {
  const auto claim = image::read_claim(path);
  return claim ? std::optional(claim->root) : std::nullopt;
}

UpdateResult result_of(Err code) {
  switch (code) {
    case Err::unavailable: return UpdateResult::unreachable;
    case Err::io:
    case Err::not_found:
    case Err::exists:
    case Err::exhausted:
    case Err::broken: return UpdateResult::failed;
    default: return UpdateResult::refused;
  }
}

}  // namespace

Updater::Updater(EventLoop& loop, Peers peers, tuf::MetadataStore& metadata, Settings settings, Random random, Worker& worker)
    : loop_(loop),
      peers_(peers),
      settings_(std::move(settings)),
      components_(settings_.component_directory, settings_.model, settings_.components),
      schedule_(std::move(random), loop.clock().monotonic_ms()),
      reader_(loop, peers.courier),
      client_(metadata, loop.clock(), settings_.factory_root),
      worker_(worker),
      history_(read_history(settings_)) {}

contract::UpdateReport Updater::report() const {
  contract::UpdateReport report;
  report.phase = phase_;
  report.running_version = running_version_;
  if (offer_) {
    report.available_version = label_of(offer_->info);
    report.security = offer_->info.security;
    report.risk_en = offer_->info.risk_en;
    report.risk_zh = offer_->info.risk_zh;
    report.interruption_s = offer_->info.interruption_s;
    report.turn_at_s = turn_at_s_;
    report.deadline_s = offer_->info.deadline_s;
    if (phase_ == Phase::available) report.install_at_s = install_at_s();
  }
  if (phase_ == Phase::downloading && download_) report.permille = download_->permille();
  if (phase_ == Phase::verifying || phase_ == Phase::installed_waiting_for_restart) report.permille = 1000;
  report.restart_at_s = restart_at_s_;
  report.last_check_s = history_.last_check_s;
  report.last_result = history_.last_result;
  report.last_version = history_.last_version;
  report.last_why = history_.last_why;
  report.last_reason = history_.last_reason;
  report.components = components_.list();
  report.past.assign(history_.past.begin(), history_.past.end());
  return report;
}

bool Updater::enter(Event event) {
  const auto next = next_phase(phase_, event);
  if (!next) return false;
  phase_ = *next;
  return true;
}

void Updater::save() {
  const Status saved = store::write_file(history_path(settings_), encode_history(history_));
  if (!saved) log::error("the update history cannot be stored: " + Problem::describe(saved.error()));
}

void Updater::remember(UpdateResult result, std::string version, UpdateWhy why, std::string reason) {
  const bool outcome = result != UpdateResult::none && result != UpdateResult::unreachable;
  if (outcome) history_.add({now_s(), version, result, why, reason});
  history_.last_result = result;
  history_.last_version = std::move(version);
  history_.last_why = why;
  history_.last_reason = std::move(reason);
  save();
}

// --- when ---

void Updater::plan(std::uint64_t delay_ms) {
  loop_.cancel(timer_);
  timer_ = loop_.after_ms(delay_ms, [this] { wake(); });
}

void Updater::wake() {
  timer_ = 0;
  peers_.steward.read_settings([this](Result<contract::UpdateSettings> consumer) {
    if (!consumer) return plan(schedule_.after_failure_ms());
    woken(*consumer);
  });
}

//= EN303645 5.3-5   type=implementation
// # Looks after initialization, and then each day.
void Updater::woken(const contract::UpdateSettings& consumer) {
  if (!consumer.initialized) {
    due_ = Due::set_up;
    return plan(kSetUpPollMs);
  }
  const Due was = std::exchange(due_, Due::check);
  if (was == Due::start) return plan(schedule_.after_start_ms());
  if (was == Due::set_up) return plan(schedule_.after_set_up_ms());
  if (!enter(Event::check_wanted)) return plan(schedule_.after_failure_ms());  // something is under way: later
  begin_check();
}

// --- check ---

Result<ipc::Done> Updater::check() {
  if (running_version_.empty()) return Error{Err::unavailable, "warden has not told yet which version runs"};
  if (enter(Event::check_wanted)) begin_check();  // in any other phase the work is under way already
  return ipc::Done{};
}

void Updater::begin_check() {
  offer_.reset();
  turn_at_s_ = 0;
  peers_.steward.read_settings([this](Result<contract::UpdateSettings> consumer) {
    if (!consumer) return part_is_silent(Problem(consumer.error().code, "The consumer's update settings cannot be read now."));
    consumer_ = *consumer;
    if (consumer_.initialized) return ask_epoch();
    enter(Event::nothing_newer);
    close_file();
    due_ = Due::set_up;
    plan(kSetUpPollMs);
  });
}

void Updater::part_is_silent(const Problem& problem) {
  give_up(Event::check_failed, "", UpdateWhy::part_silent, problem);
}

void Updater::check_failed(const Problem& problem) {
  give_up(Event::check_failed, "", from_file() ? why_of_file(problem.code) : why_of_check(problem.code), problem);
}

void Updater::ask_epoch() {
  peers_.vault.read_epoch([this](Result<std::uint64_t> epoch) {
    if (!epoch) return part_is_silent(Problem(epoch.error().code, "The security epoch of this device cannot be read now."));
    look(*epoch, &Updater::end_check);
  });
}

void Updater::look(std::uint64_t epoch, void (Updater::*then)(Outcome<Decision>)) {
  std::vector<DeviceFacts> parts{
      {settings_.model, running_version_, epoch, history_.failed_version, running_root(settings_.running_image), ""}};
  for (DeviceFacts& component : components_.facts()) parts.push_back(std::move(component));
  const auto holds = [this](const std::string& path) { return !from_file() || brought_->file.holds(path); };
  check_.emplace(reader(), client_, std::move(parts), holds, [this, then](Outcome<Decision> outcome) {
    loop_.after_ms(0, [this, then, outcome = std::move(outcome)] { (this->*then)(outcome); });  // after the check has returned
  });
  check_->begin(from_file() ? tuf::Freshness::of_a_file : tuf::Freshness::of_a_service);
}

void Updater::end_check(Outcome<Decision> outcome) {
  check_.reset();
  if (!outcome) return check_failed(outcome.error());
  if (!from_file()) {
    history_.last_check_s = now_s();
    plan(schedule_.after_check_ms(loop_.clock().monotonic_ms()));
  }
  judge(std::move(*outcome));
}

void Updater::judge(Decision decision) {
  const std::string version = decision.offer ? label_of(decision.offer->info) : "";
  switch (decision.kind) {
    case Decision::Kind::offer: return offer_found(std::move(*decision.offer));
    case Decision::Kind::refused:
      return give_up(Event::check_failed, version, decision.why, Problem(Err::refused, decision.reason));
    case Decision::Kind::fell_back_before:
      enter(Event::nothing_newer);
      close_file();
      return remember(UpdateResult::fell_back, version, decision.why, decision.reason);
    case Decision::Kind::nothing_newer: break;
  }
  enter(Event::nothing_newer);
  close_file();
  const bool keep = history_.last_result == UpdateResult::succeeded || history_.last_result == UpdateResult::fell_back;
  if (keep) return save();
  remember(UpdateResult::none, version, decision.why, decision.reason);
}

void Updater::offer_found(Offer offer) {
  enter(Event::offer_found);
  offer_ = std::move(offer);
  if (from_file()) asked_version_ = label_of(offer_->info);
  tell_available();
  save();
  const auto from = install_from_s(consumer_, offer_->info.deadline_s, now_s());
  if (wanted_by_person() || (from && *from <= now_s())) return begin_download();
  wait_for_choice();
}

// Once for each version: a device that waits for its turn looks often.
void Updater::tell_available() {
  std::string label = label_of(offer_->info);
  if (std::exchange(told_version_, label) == label) return;
  const std::string_view security = offer_->info.security ? " security=yes" : "";
  peers_.steward.record_event("update-available", facts_of(offer_->info) + std::string(security));
}

void Updater::tell_installing() {
  peers_.steward.record_event("update-installing", facts_of(offer_->info));
}

void Updater::tell_delta_failed(const std::string& why) {
  log::warn("the whole image is fetched, since the delta cannot be used: " + why);
  peers_.steward.record_event("update-delta-unused", facts_of(offer_->info) + " why=" + why);
}

//= EN303645 5.3-6   type=implementation
// # Automatic unless the consumer says no, or not now; then it waits for ApplyUpdate, for the day he chose, or for the
// # deadline of a critical one.
void Updater::wait_for_choice() {
  const std::uint64_t daily_ms = schedule_.after_check_ms(loop_.clock().monotonic_ms());
  const std::int64_t at = install_at_s();
  plan(at == 0 ? daily_ms : std::min(daily_ms, static_cast<std::uint64_t>(at - now_s()) * 1000));
}

// 0: at once, or not by itself.
std::int64_t Updater::install_at_s() const {
  const auto from = install_from_s(consumer_, offer_->info.deadline_s, now_s());
  return from && *from > now_s() ? *from : 0;
}

//= EN303645 5.9-3   type=implementation
// # Nothing is wrong: the service gives the release to one device after another. The service's hint says when the turn has come;
// # without one the next check asks again.
void Updater::wait_for_turn(std::uint32_t wait_s) {
  download_.reset();
  enter(Event::turn_later);
  turn_at_s_ = now_s() + wait_s;
  const std::uint64_t daily_ms = schedule_.after_check_ms(loop_.clock().monotonic_ms());
  plan(std::clamp(std::uint64_t{wait_s} * 1000, kRetryMinMs, std::max(kRetryMinMs, daily_ms)));
}

// What was refused is offered again tomorrow at the earliest; what could not be reached is tried sooner.
void Updater::give_up(Event event, std::string version, UpdateWhy why, const Problem& problem) {
  enter(event);
  const UpdateResult result = result_of(problem.code);
  const bool refused = result == UpdateResult::refused;
  if (refused && !from_file()) history_.last_check_s = now_s();
  close_file();
  plan(refused ? schedule_.after_check_ms(loop_.clock().monotonic_ms()) : schedule_.after_failure_ms());
  remember(result, std::move(version), why, problem.message);
  log::warn(problem.message);
  if (result == UpdateResult::unreachable) return;
  peers_.steward.record_event(refused ? "update-refused" : "update-failed", "why=" + problem.message);
  peers_.steward.count_failed_update();
}

// --- after a start ---

void Updater::boot_news(const contract::BootNews& news) {
  running_version_ = news.running_version;
  if (news.outcome == contract::BootOutcome::trial_running) {
    enter(Event::trial_runs);
    return;
  }
  enter(Event::boot_settled);
  settle(news);
  due_ = Due::start;
  plan(0);
}

void Updater::settle(const contract::BootNews& news) {
  const std::string tried = std::exchange(history_.trying_version, "");
  if (news.outcome == contract::BootOutcome::fell_back) {
    history_.failed_version = news.failed_version;
    remember(UpdateResult::fell_back, news.failed_version, why_of_trial(news.reason),
             "Version " + news.failed_version + " did not work on this device and was taken back: " + news.reason + ".");
    return peers_.steward.count_failed_update();
  }
  // A power cut between confirming and telling: an ordinary start of the version that was tried says the same.
  const bool succeeded = news.outcome == contract::BootOutcome::confirmed || (!tried.empty() && tried == news.running_version);
  if (succeeded) {
    history_.failed_version.clear();
    return remember(UpdateResult::succeeded, news.running_version, UpdateWhy::installed,
                    "Version " + news.running_version + " was installed and works.");
  }
  if (!tried.empty())
    remember(UpdateResult::failed, tried, UpdateWhy::trial_not_begun,
             "Version " + tried + " was downloaded, but its trial did not begin.");
}

}  // namespace cardea::updater
