// SPDX-License-Identifier: Apache-2.0
#include "device/updater/check.hpp"

namespace cardea::updater {

void Check::go_on(std::optional<tuf::Need> need) {
  if (!need) return end();
  reader_.read_whole(need->path, need->max, [this](Result<Buffer> content) { go_on(client_.supply(std::move(content))); });
}

void Check::end() {
  if (!client_.outcome()) return done_(client_.outcome().error());
  Decision decision = decide_first(**client_.targets(), parts_);
  if (auto& offer = decision.offer) {
    offer->path = client_.target_path(offer->name, offer->target);
    for (DeltaOffer& delta : offer->deltas) delta.path = client_.target_path(delta.name, delta.target);
  }
  done_(std::move(decision));
}

}  // namespace cardea::updater
