// SPDX-License-Identifier: Apache-2.0
// From a verified image in the inactive slot to the restart: in no quiet hours, and not against the consumer's will.
#include "device/updater/updater.hpp"
#include "device/updater/why.hpp"

namespace cardea::updater {

namespace {

constexpr std::uint64_t kLookMs = kMinuteMs;  // the consumer may change his mind meanwhile

}  // namespace

void Updater::wait_for_restart(VerifiedUpdate update) {
  enter(Event::image_verified);
  waiting_.emplace(std::move(update));
  look_whether_to_restart();
}

void Updater::look_whether_to_restart() {
  restart_timer_ = 0;
  if (wanted_by_person()) return hand_over();
  peers_.steward.read_settings([this](Result<contract::UpdateSettings> consumer) {
    if (!waiting_) return;                // a person was faster
    if (consumer) consumer_ = *consumer;  // else: as they were read before the download
    restart_or_wait();
  });
}

//= EN303645 5.3-12   type=implementation
// # The function is interrupted when it disturbs least; a critical release waits for that no longer than until its deadline.
void Updater::restart_or_wait() {
  const std::int64_t now = now_s(), deadline_s = offer_->info.deadline_s;
  const auto from = install_from_s(consumer_, deadline_s, now);
  if (!from || *from > now) return put_off();
  const bool waited = std::exchange(restart_at_s_, restart_from_s(consumer_.quiet, deadline_s, now)) != 0;
  if (restart_at_s_ <= now) return waited ? ask_once_more() : hand_over();
  const auto wait_ms = static_cast<std::uint64_t>(restart_at_s_ - now) * 1000;
  restart_timer_ = loop_.after_ms(std::min(wait_ms, kLookMs), [this] { look_whether_to_restart(); });
}

// Hours went by, in which the maker may have taken the release back. A service that cannot be asked, or is not believed, does not
// hold the update up: what waits here was signed, and verified.
void Updater::ask_once_more() {
  peers_.vault.read_epoch([this](Result<std::uint64_t> epoch) {
    if (!waiting_) return;
    if (!epoch) return hand_over();
    look(*epoch, &Updater::restart_if_still_offered);
  });
}

void Updater::restart_if_still_offered(Outcome<Decision> outcome) {
  check_.reset();
  if (!waiting_) return;
  const auto same = [&](const Decision& now) {
    return now.kind == Decision::Kind::offer && now.offer->target.hashes.sha256 == offer_->target.hashes.sha256;
  };
  if (!outcome || same(*outcome)) return hand_over();
  put_off();
  offer_.reset();
  enter(Event::check_wanted);
  end_check(std::move(outcome));
}

void Updater::put_off() {
  waiting_.reset();
  restart_at_s_ = 0;
  enter(Event::put_off);
  wait_for_choice();
}

// The intention is on the disk before warden acts on it: whatever happens then, the next start can tell how it went.
void Updater::hand_over() {
  loop_.cancel(std::exchange(restart_timer_, 0));
  restart_at_s_ = 0;
  const VerifiedUpdate update = std::move(*waiting_);
  waiting_.reset();
  history_.trying_version = update.image().version;
  save();
  peers_.warden.try_image(update, [this](Result<ipc::Done> taken) {
    if (taken) return;  // the device restarts
    history_.trying_version.clear();
    const std::string version = offer_->info.version;
    offer_.reset();
    asked_version_.clear();
    give_up(Event::install_failed, version, contract::UpdateWhy::not_taken,
            Problem(taken.error().code,
                    "The verified version " + version + " was not taken for a trial: " + Problem::describe(taken.error()) + "."));
  });
}

}  // namespace cardea::updater
