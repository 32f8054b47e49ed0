// SPDX-License-Identifier: Apache-2.0
// The difference between the running image, or nothing, and the offered one: the running slot is read by position, the new segments
// are made in memory (lib/delta), verified and written. Goes on after a cut with the first segment that the slot does not hold.
#pragma once

#include "device/updater/image_download.hpp"
#include "device/updater/offer.hpp"
#include "lib/delta/delta.hpp"

namespace cardea::updater {

class DeltaDownload final : public ImageDownload {
 public:
  DeltaDownload(EventLoop& loop, Courier& courier, Slot& slot, Wanted wanted, Host& host, DeltaOffer delta,
                UniqueFd running_image)
      : ImageDownload(loop, courier, slot, std::move(wanted), host),
        delta_(std::move(delta)),
        running_image_(std::move(running_image)) {}
  void begin() override;

 private:
  void take_head(Buffer head);
  void look_what_is_there();
  void go_on();
  void next_group();
  void begin_group(Bytes group);
  void next_segment();

  DeltaOffer delta_;
  UniqueFd running_image_;
  Buffer head_;
  std::optional<delta::Applier> applier_;
  std::uint64_t held_ = 0;  // segments that an earlier try brought
};

}  // namespace cardea::updater
