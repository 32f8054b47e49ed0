// SPDX-License-Identifier: Apache-2.0
#include "device/updater/check.hpp"

namespace cardea::updater {

void Check::go_on(std::optional<tuf::Need> need) {
  if (!need) return end();
  reader_.read_whole(need->path, need->max, [this](Result<Buffer> content) { go_on(client_.supply(std::move(content))); });
}

void Check::end() {
  if (!client_.outcome()) return done_(client_.outcome().error());
  Found found{decide(**client_.targets(), device_), {}};
  if (found.decision.offer) found.target_path = client_.target_path(found.decision.offer->name, found.decision.offer->target);
  done_(std::move(found));
}

}  // namespace cardea::updater
