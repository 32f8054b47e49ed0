// SPDX-License-Identifier: Apache-2.0
#include "device/updater/full_download.hpp"

namespace cardea::updater {

namespace {

constexpr std::uint64_t kBatch = 16;  // hash blocks that are fetched together

}  // namespace

void FullDownload::begin() {
  if (wanted().length < 2 * image::kBlock) return end(Error{Err::truncated, "it ends too early"});
  read(wanted().length - image::kBlock, image::kBlock, [this](Buffer block) { take_superblock(block); });
}

void FullDownload::take_superblock(Bytes block) {
  const auto superblock = image::parse_superblock(block);
  if (!superblock) return end(superblock.error());
  if (superblock->root != wanted().root) return end(Error{Err::unauthentic, "its root hash is another"});
  if (superblock->data_blocks > wanted().length / image::kBlock) return end(Error{Err::unauthentic, "its size is another"});
  superblock_ = *superblock;
  const std::size_t size = image::upper_levels_size(superblock_.data_blocks);
  if (size == 0) return take_upper_levels({});
  read(superblock_.data_blocks * image::kBlock, size, [this](Buffer levels) { take_upper_levels(levels); });
}

void FullDownload::take_upper_levels(Bytes levels) {
  auto image = image::SegmentVerifier::from_upper_levels(superblock_, levels);
  if (!image) return end(image.error());
  if (image->image_size() != wanted().length) return end(Error{Err::unauthentic, "its size is another"});
  image_.emplace(std::move(*image));
  soon([this] { next_segment(); });
}

void FullDownload::next_segment() {
  if (segment_ == image_->segments()) return finish(*image_);
  if (slot().holds(*image_, segment_)) {
    arrived(image_->size_of(segment_++));
    slot().look().follow(end_of(*image_, segment_));
    return soon([this] { next_segment(); });
  }
  const bool in_hand = segment_ >= hash_blocks_of_ && (segment_ - hash_blocks_of_) * image::kBlock < hash_blocks_.size();
  if (in_hand || image_->hash_block_size() == 0) return begin_segment();
  fetch_hash_blocks();
}

void FullDownload::fetch_hash_blocks() {
  const std::uint64_t count = std::min(kBatch, image_->segments() - segment_);
  hash_blocks_of_ = segment_;
  read(image_->hash_offset_of(segment_), static_cast<std::size_t>(count) * image::kBlock, [this](Buffer blocks) {
    hash_blocks_ = std::move(blocks);
    begin_segment();
  });
}

void FullDownload::begin_segment() {
  const Bytes rest = Bytes(hash_blocks_).subspan(static_cast<std::size_t>(segment_ - hash_blocks_of_) * image::kBlock);
  auto leaves = image_->leaves(segment_, rest.first(image_->hash_block_size()));
  if (!leaves) return end(leaves.error());
  leaves_.emplace(std::move(*leaves));
  done_ = 0;
  next_part();
}

void FullDownload::next_part() {
  const std::size_t size = std::min<std::size_t>(kPieceMax, image_->size_of(segment_) - done_);
  read(image_->offset_of(segment_) + done_, size, [this](Buffer part) { take_part(part); });
}

//= EN303645 5.3-9   type=implementation
// # No block of an update is written before it was found to be what the maker signed.
void FullDownload::take_part(Bytes part) {
  if (const Status right = leaves_->verify(done_ / image::kBlock, part); !right) return end(right.error());
  if (!slot_took(slot().write(image_->offset_of(segment_) + done_, part))) return;
  done_ += part.size();
  arrived(part.size());
  if (done_ < image_->size_of(segment_)) return next_part();
  end_segment();
}

void FullDownload::end_segment() {
  const Bytes rest = Bytes(hash_blocks_).subspan(static_cast<std::size_t>(segment_ - hash_blocks_of_) * image::kBlock);
  if (!slot_took(slot().write(image_->hash_offset_of(segment_), rest.first(image_->hash_block_size())))) return;
  slot().look().follow(end_of(*image_, ++segment_));
  if (kept_up()) soon([this] { next_segment(); });
}

}  // namespace cardea::updater
