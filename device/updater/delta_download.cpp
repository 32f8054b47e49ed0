// SPDX-License-Identifier: Apache-2.0
#include "device/updater/delta_download.hpp"

#include "lib/image/block_io.hpp"

namespace cardea::updater {

void DeltaDownload::begin() {
  read(0, delta_.info.head_size, [this](Buffer head) { take_head(std::move(head)); });
}

void DeltaDownload::take_head(Buffer head) {
  head_ = std::move(head);
  auto applier = delta::Applier::open(head_, delta_.info.head_sha256, wanted().root);
  if (!applier) return end(applier.error());
  if (applier->verifier().image_size() != wanted().length) {
    return end(Error{Err::unauthentic, "the delta makes an image of another size"});
  }
  applier_.emplace(std::move(*applier));
  look_what_is_there();
}

void DeltaDownload::look_what_is_there() {
  const image::SegmentVerifier& image = applier_->verifier();
  if (held_ == image.segments() || !slot().holds(image, held_)) return go_on();
  arrived(image.size_of(held_++));
  soon([this] { look_what_is_there(); });
}

void DeltaDownload::go_on() {
  auto applier = delta::Applier::open(std::exchange(head_, {}), delta_.info.head_sha256, wanted().root, held_);
  if (!applier) return end(applier.error());
  applier_.emplace(std::move(*applier));
  next_group();
}

void DeltaDownload::next_group() {
  if (applier_->complete()) return finish(applier_->verifier());
  const delta::Group& group = applier_->next_group();
  read(group.offset, group.size, [this](Buffer bytes) { begin_group(bytes); });
}

void DeltaDownload::begin_group(Bytes group) {
  const Status begun = applier_->begin_group(
      group, [this](std::uint64_t offset, MutableBytes into) { return image::read_at(running_image_, offset, into); });
  if (!begun) return end(begun.error());
  next_segment();
}

void DeltaDownload::next_segment() {
  Status written = kOk;
  const Status made = applier_->next_segment([&](std::uint64_t offset, Bytes content) {
    written = slot().write(offset, content);
    arrived(content.size());
    return written;
  });
  if (!slot_took(written)) return;
  if (!made) return end(made.error());
  if (applier_->in_group()) return soon([this] { next_segment(); });
  if (slot_took(slot().keep_up())) next_group();
}

}  // namespace cardea::updater
