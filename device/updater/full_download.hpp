// SPDX-License-Identifier: Apache-2.0
// The whole image, from its end: the superblock, the upper levels of the hash tree, which the signed root hash vouches for, and
// then segment by segment what the slot does not hold already. Each block is verified before it is written; memory stays at a
// piece of the file and the hash blocks of sixteen segments, whatever the image's size.
#pragma once

#include "device/updater/image_download.hpp"

namespace cardea::updater {

class FullDownload final : public ImageDownload {
 public:
  using ImageDownload::ImageDownload;
  void begin() override;

 private:
  void take_superblock(Bytes block);
  void take_upper_levels(Bytes levels);
  void next_segment();
  void fetch_hash_blocks();
  void begin_segment();
  void next_part();
  void take_part(Bytes part);
  void end_segment();

  image::Superblock superblock_;
  std::optional<image::SegmentVerifier> image_;
  std::uint64_t segment_ = 0;
  Buffer hash_blocks_;  // of the segments from hash_blocks_of_ on
  std::uint64_t hash_blocks_of_ = 0;
  std::optional<image::SegmentLeaves> leaves_;  // of segment_
  std::size_t done_ = 0;                        // bytes of segment_
};

}  // namespace cardea::updater
