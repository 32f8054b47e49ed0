// SPDX-License-Identifier: Apache-2.0
// From an offer to warden's hands: download, verify, hand over. The product's function goes on meanwhile.
#include "device/updater/updater.hpp"
#include "device/updater/why.hpp"

namespace cardea::updater {

using contract::UpdateWhy;

namespace {

Problem file_problem(const Offer& offer, const Error& why) {
  if (why.code == Err::not_found) {
    return Problem(why.code, "The file holds no image of version " + label_of(offer.info) +
                                 ", the newest that it speaks of. Bring the file that the maker made for this version.");
  }
  return Problem(why.code, "The file with version " + label_of(offer.info) + " broke off: " + why.what +
                               ". Bring it again, and it goes on where it stopped.");
}

Problem download_problem(const Offer& offer, const Error& why) {
  const std::string what = "The download of version " + label_of(offer.info);
  switch (why.code) {
    case Err::unavailable:
      return Problem(why.code, what + " broke off: the service cannot be reached now. It will go on where it stopped.");
    case Err::not_found:
      return Problem(why.code, what + " is not in the update repository, although the signed metadata names it.");
    case Err::io: return Problem(why.code, what + " cannot be written: " + Problem::describe(why) + ".");
    default: return Problem(why.code, what + " is not what the maker signed: " + why.what + ". It was refused.");
  }
}

}  // namespace

Result<ipc::Done> Updater::apply() {
  if (waiting_) return hand_over(), ipc::Done{};  // installed, and now also wanted
  if (phase_ != Phase::available || !offer_) return Error{Err::not_found, "no update is available"};
  asked_version_ = label_of(offer_->info);
  begin_download();
  return ipc::Done{};
}

void Updater::keep_what_the_file_holds() {
  const UpdateFile& file = brought_->file;
  std::erase_if(offer_->deltas, [&](const DeltaOffer& delta) { return !file.holds(delta.path); });
  offer_->without_image = !offer_->deltas.empty() && !file.holds(offer_->path);
}

void Updater::begin_download() {
  if (!enter(Event::install_wanted)) return;
  if (from_file()) keep_what_the_file_holds();
  download_.emplace(loop_, courier(), *offer_, places(),
                    Download::Told{.began = [this] { tell_installing(); },
                                   .turn_later = [this](std::uint32_t wait_s) { wait_for_turn(wait_s); },
                                   .delta_failed = [this](const std::string& why) { tell_delta_failed(why); },
                                   .ended = [this](const Status& how) { download_ended(how); }},
                    worker_);
  download_->begin();
}

void Updater::download_ended(const Status& how) {
  if (!how) {
    const Err code = how.error().code;
    const bool of_the_file = from_file() && (code == Err::unavailable || code == Err::not_found);
    return install_failed(of_the_file ? file_problem(*offer_, how.error()) : download_problem(*offer_, how.error()));
  }
  look_ = download_->take_look();
  download_.reset();
  close_file();
  enter(Event::download_ended);
  loop_.after_ms(0, [this] { verify(); });  // a report may be asked for in between
}

Download::Places Updater::places() const {
  const std::string& component = offer_->info.component;
  if (component.empty()) return {settings_.running_image, settings_.inactive_image};
  return {components_.current_path(component), components_.incoming_path(component)};
}

void Updater::verify() {
  auto update = verify_download(*look_, places().inactive_image, *offer_);
  look_.reset();
  if (!update) return install_failed(update.error());
  if (offer_->info.component.empty()) return wait_for_restart(std::move(*update));
  take_component(*update);
}

// Nothing restarts for a component. There may be more that is newer: the next look is soon.
void Updater::take_component(const VerifiedUpdate& update) {
  const std::string label = label_of(offer_->info);
  if (const Status taken = components_.take(offer_->info.component, update); !taken) {
    return install_failed(Problem(taken.error().code, "Version " + label + " cannot be put in place: " +
                                                          Problem::describe(taken.error()) + "."));
  }
  peers_.steward.record_event("update-component", facts_of(offer_->info));
  offer_.reset();
  asked_version_.clear();
  enter(Event::component_taken);
  remember(contract::UpdateResult::succeeded, label, UpdateWhy::installed, "Version " + label + " was installed.");
  plan(schedule_.after_component_ms());
}

void Updater::install_failed(const Problem& problem) {
  download_.reset();
  const std::string version = offer_ ? label_of(offer_->info) : "";
  offer_.reset();
  asked_version_.clear();
  const bool broke_off = from_file() && problem.code == Err::unavailable;
  give_up(Event::install_failed, version, broke_off ? UpdateWhy::file_broke_off : why_of_install(problem.code), problem);
}

}  // namespace cardea::updater
