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
  slot().look().follow(end_of(image, held_));
  soon([this] { look_what_is_there(); });
}

void DeltaDownload::go_on() {
  auto applier = delta::Applier::open(std::exchange(head_, {}), delta_.info.head_sha256, wanted().root, held_);
  if (!applier) return end(applier.error());
  applier_.emplace(std::move(*applier));
  go_on_with_groups();
}

void DeltaDownload::go_on_with_groups() {
  if (applier_->complete()) return finish(applier_->verifier());
  if (may_fetch()) fetch();
  if (fetched_ && !opening_) open();
  if (opening_ && !applier_->in_group()) begin_group();
}

std::size_t DeltaDownload::in_hand() const {
  return std::size_t{applier_->in_group()} + std::size_t{opening_} + std::size_t{fetched_.has_value()};
}

// What is in hand is lost in a cut: together no more than one group may be.
bool DeltaDownload::may_fetch() const {
  const delta::Group* next = applier_->group_ahead(in_hand());
  if (next == nullptr || fetching_ || fetched_) return false;
  if (delta_.info.from) return in_hand() == 0;
  std::size_t bytes = next->size;
  for (std::size_t i = 0; i < in_hand(); ++i) bytes += applier_->group_ahead(i)->size;
  return in_hand() == 0 || bytes <= delta::kGroupMax;
}

// While it comes nothing is made: then the worker has something to open while the group before is made.
void DeltaDownload::fetch() {
  fetching_ = true;
  const delta::Group& group = *applier_->group_ahead(in_hand());
  read(group.offset, group.size, [this](Buffer bytes) {
    fetching_ = false;
    fetched_ = std::move(bytes);
    const bool held_up = applier_->in_group();
    go_on_with_groups();
    if (held_up && !fetching_) next_segment();
  });
}

void DeltaDownload::open() {
  opening_ = true;
  const delta::Group& group = *applier_->group_ahead(applier_->in_group() ? 1 : 0);
  applier_->give_back(streams_);
  job_ = worker_.add([this, &group, bytes = std::move(*fetched_)] { opened_ = delta::open_group(group, bytes, streams_); });
  fetched_.reset();
  if (may_fetch()) fetch();
}

void DeltaDownload::begin_group() {
  worker_is_ahead_ = worker_.ran(job_);
  worker_.wait(job_);
  opening_ = false;
  if (!opened_) return end(opened_);
  const Status begun = applier_->begin_group(
      streams_, [this](std::uint64_t offset, MutableBytes into) { return image::read_at(running_image_, offset, into); });
  if (!begun) return end(begun.error());
  go_on_with_groups();
  if (!fetching_) next_segment();
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
  look_again(end_of(applier_->verifier(), applier_->segments_done()));
  if (kept_up()) go_on_with_groups();
}

// By the one for whom the other did not have to wait.
void DeltaDownload::look_again(std::uint64_t end) {
  if (delta_.info.from || worker_is_ahead_)
    slot().look().follow(end);
  else
    slot().look().follow_now(end);
}

}  // namespace cardea::updater
