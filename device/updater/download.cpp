// SPDX-License-Identifier: Apache-2.0
#include "device/updater/download.hpp"

#include "device/updater/delta_download.hpp"
#include "device/updater/full_download.hpp"
#include "lib/image/block_io.hpp"

namespace cardea::updater {

Download::Download(EventLoop& loop, Courier& courier, Offer offer, Places places, Told told, Worker& worker)
    : loop_(loop),
      courier_(courier),
      offer_(std::move(offer)),
      places_(std::move(places)),
      told_(std::move(told)),
      worker_(worker) {}

void Download::begin() {
  auto slot = Slot::open(places_.inactive_image, offer_.target.length, loop_.clock(), worker_);
  if (!slot) return tell(slot.error());
  slot_ = std::move(*slot);
  begin_next();
}

std::uint32_t Download::permille() const {
  const std::uint64_t length = offer_.target.length;
  return length == 0 ? 0 : static_cast<std::uint32_t>(std::min(arrived_, length) * 1000 / length);
}

ImageDownload::Wanted Download::wanted(const std::string& path) const {
  return {path, offer_.target.length, offer_.info.root};
}

void Download::begin_next() {
  arrived_ = 0;
  while (next_ < offer_.deltas.size()) {
    if (begin_delta(offer_.deltas[next_++])) return;
  }
  begin_full();
}

bool Download::begin_delta(const DeltaOffer& delta) {
  auto running = delta.info.from ? image::open_to_read(places_.running_image) : UniqueFd();
  if (!running) return false;
  way_ = std::make_unique<DeltaDownload>(loop_, courier_, *slot_, wanted(delta.path), host(), delta, std::move(*running), worker_);
  way_->begin();
  return true;
}

void Download::begin_full() {
  full_ = true;
  way_ = std::make_unique<FullDownload>(loop_, courier_, *slot_, wanted(offer_.path), host());
  way_->begin();
}

void Download::arrived(std::uint64_t bytes) {
  arrived_ = bytes;
  if (!std::exchange(began_, true)) told_.began();
}

void Download::turn_later(std::uint32_t wait_s) {
  turn_ = loop_.after_ms(0, [turn_later = told_.turn_later, wait_s] { turn_later(wait_s); });
}

//= EN303645 5.3-9   type=implementation
// # A delta that is missing, wrong, or does not fit is no reason to go without the update.
void Download::ended(Status how) {
  if (how || is_last() || how.error().code == Err::unavailable) return tell(std::move(how));
  turn_ = loop_.after_ms(0, [this, why = how.error()] {
    told_.delta_failed(Problem::describe(why));
    begin_next();
  });
}

void Download::tell(Status how) {
  turn_ = loop_.after_ms(0, [ended = told_.ended, how = std::move(how)] { ended(how); });
}

}  // namespace cardea::updater
