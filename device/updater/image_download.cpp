// SPDX-License-Identifier: Apache-2.0
#include "device/updater/image_download.hpp"

namespace cardea::updater {

void ImageDownload::read(std::uint64_t offset, std::size_t size, std::function<void(Buffer)> then) {
  reader_.read_range(wanted_.path, offset, size, [this, then = std::move(then)](Result<contract::Piece> piece) {
    if (ended_) return;
    if (!piece) return end(piece.error());
    if (piece->wait_s == 0) return then(std::move(piece->bytes));
    nothing_more();
    host_.turn_later(piece->wait_s);
  });
}

void ImageDownload::soon(std::function<void()> then) {
  if (!ended_) turn_ = loop_.after_ms(0, std::move(then));
}

// A piece may be under way still, or a turn.
void ImageDownload::nothing_more() {
  ended_ = true;
  loop_.cancel(turn_);
}

void ImageDownload::end(Status how) {
  nothing_more();
  host_.ended(std::move(how));
}

// The last segment may be shorter; behind it comes the tree.
std::uint64_t ImageDownload::end_of(const image::SegmentVerifier& image, std::uint64_t segments) {
  return std::min(image.offset_of(segments), image.upper_levels_offset());
}

bool ImageDownload::slot_took(const Status& written) {
  if (written) return true;
  nothing_more();
  host_.slot_failed(written.error());
  return false;
}

void ImageDownload::finish(const image::SegmentVerifier& image) {
  if (slot_took(slot_.finish(image))) end(kOk);
}

}  // namespace cardea::updater
