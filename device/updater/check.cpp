// SPDX-License-Identifier: Apache-2.0
#include "device/updater/check.hpp"

namespace cardea::updater {

void Check::go_on(std::optional<tuf::Need> need) {
  if (!need) return end();
  reader_.read_whole(need->path, need->max, [this](Result<Buffer> content) { go_on(client_.supply(std::move(content))); });
}

void Check::end() {
  if (!client_.outcome()) return done_(client_.outcome().error());
  Decision decision = decide(**client_.targets(), device_);
  if (auto& offer = decision.offer) {
    offer->path = client_.target_path(offer->name, offer->target);
    if (auto& delta = offer->delta) delta->path = client_.target_path(delta->name, delta->target);
  }
  done_(std::move(decision));
}

}  // namespace cardea::updater
