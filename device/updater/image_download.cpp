// SPDX-License-Identifier: Apache-2.0
#include "device/updater/image_download.hpp"

namespace cardea::updater {

void ImageDownload::read(std::uint64_t offset, std::size_t size, std::function<void(Buffer)> then) {
  reader_.read_range(wanted_.path, offset, size, [this, then = std::move(then)](Result<contract::Piece> piece) {
    if (!piece) return end(piece.error());
    if (piece->wait_s != 0) return host_.turn_later(piece->wait_s);
    then(std::move(piece->bytes));
  });
}

void ImageDownload::soon(std::function<void()> then) {
  turn_ = loop_.after_ms(0, std::move(then));
}

bool ImageDownload::slot_took(const Status& written) {
  if (!written) host_.slot_failed(written.error());
  return written.ok();
}

void ImageDownload::finish(const image::SegmentVerifier& image) {
  if (slot_took(slot_.finish(image))) end(kOk);
}

}  // namespace cardea::updater
