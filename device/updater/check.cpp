// SPDX-License-Identifier: Apache-2.0
#include "device/updater/check.hpp"

#include <algorithm>

namespace cardea::updater {

void Check::go_on(std::optional<tuf::Need> need) {
  if (!need) return end();
  reader_.read_whole(need->path, need->max, [this](Result<Buffer> content) { go_on(client_.supply(std::move(content))); });
}

bool Check::comes(const Offer& offer) const {
  return holds_(client_.target_path(offer.name, offer.target)) ||
         std::any_of(offer.deltas.begin(), offer.deltas.end(),
                     [this](const DeltaOffer& delta) { return holds_(client_.target_path(delta.name, delta.target)); });
}

void Check::end() {
  if (!client_.outcome()) return done_(client_.outcome().error());
  Decision decision = decide_first(**client_.targets(), parts_, [this](const Offer& offer) { return comes(offer); });
  if (auto& offer = decision.offer) {
    offer->path = client_.target_path(offer->name, offer->target);
    for (DeltaOffer& delta : offer->deltas) delta.path = client_.target_path(delta.name, delta.target);
  }
  done_(std::move(decision));
}

}  // namespace cardea::updater
