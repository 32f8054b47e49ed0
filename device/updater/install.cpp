// SPDX-License-Identifier: Apache-2.0
// From an offer to warden's hands: download, verify, hand over. The product's function goes on meanwhile.
#include "device/updater/updater.hpp"
#include "device/updater/why.hpp"

namespace cardea::updater {

namespace {

Problem download_problem(const Offer& offer, const Error& why) {
  const std::string what = "The download of version " + offer.info.version;
  switch (why.code) {
    case Err::unavailable: return Problem(why.code, what + " broke off: the service cannot be reached now. It will begin anew.");
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
  asked_version_ = offer_->info.version;
  begin_download();
  return ipc::Done{};
}

void Updater::begin_download() {
  if (!enter(Event::install_wanted)) return;
  auto slot = SlotWriter::begin(settings_.inactive_image, offer_->target.length);
  if (!slot) return install_failed(download_problem(*offer_, slot.error()));
  download_.emplace(Download{*offer_, offer_path_, std::move(*slot)});
  next_piece();
}

void Updater::next_piece() {
  reader_.read_piece(download_->path, download_->slot->written(),
                     [this](Result<contract::Piece> piece) { add_piece(std::move(piece)); });
}

void Updater::add_piece(Result<contract::Piece> piece) {
  if (!piece) return install_failed(download_problem(download_->offer, piece.error()));
  if (piece->wait_s != 0) return wait_for_turn(piece->wait_s);
  if (download_->slot->written() == 0) tell_installing();
  if (piece->bytes.empty()) return install_failed(download_problem(download_->offer, {Err::truncated, "it ends too early"}));
  if (const Status added = download_->slot->add(piece->bytes); !added)
    return install_failed(download_problem(download_->offer, added.error()));
  if (download_->slot->complete()) return download_ended();
  next_piece();
}

void Updater::download_ended() {
  const Status finished = download_->slot->finish(*download_->offer.target.hashes.sha256);
  if (!finished) return install_failed(download_problem(download_->offer, finished.error()));
  enter(Event::download_ended);
  loop_.after_ms(0, [this] { verify(); });  // a report may be asked for in between
}

void Updater::verify() {
  const Offer offer = std::move(download_->offer);
  download_.reset();
  auto update = verify_download(settings_.inactive_image, offer);
  if (!update) return install_failed(update.error());
  wait_for_restart(std::move(*update));
}

void Updater::install_failed(const Problem& problem) {
  download_.reset();
  const std::string version = offer_ ? offer_->info.version : "";
  offer_.reset();
  asked_version_.clear();
  give_up(Event::install_failed, version, why_of_install(problem.code), problem);
}

}  // namespace cardea::updater
