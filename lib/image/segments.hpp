// SPDX-License-Identifier: Apache-2.0
// An image checked piece by piece as it comes, in any order, each piece before it is written. A segment is the data below one
// hash block of the tree's lowest level: 128 blocks, 512 KiB. What lies above that level is small (36 KiB for 512 MiB) and is
// held against the signed root hash first; from then on every segment stands for itself, and none of its bytes need be believed
// before.
#pragma once

#include <vector>

#include "lib/image/head.hpp"

namespace cardea::image {

inline constexpr std::size_t kSegmentBlocks = kBlock / sizeof(crypto::Digest256);
inline constexpr std::size_t kSegment = kSegmentBlocks * kBlock;

constexpr std::uint64_t segments_of(std::uint64_t data_blocks) {
  return (data_blocks + kSegmentBlocks - 1) / kSegmentBlocks;
}

// The digests of a segment's blocks, which the root hash vouches for: each block stands for itself. Only SegmentVerifier makes
// one.
class SegmentLeaves {
 public:
  // Whole blocks of the segment, the first of them its block number `first`. Err::unauthentic when one is another.
  Status verify(std::size_t first, Bytes blocks) const;

 private:
  friend class SegmentVerifier;
  SegmentLeaves(const crypto::Digest256& salt, std::vector<crypto::Digest256> digests)
      : salt_(salt),
        digests_(std::move(digests)) {}
  crypto::Digest256 salt_;
  std::vector<crypto::Digest256> digests_;
};

// Only from_digests and from_upper_levels make one: what it holds is what the root hash vouches for.
class SegmentVerifier {
 public:
  // `superblock` is what was promised, root hash included. `digests`: of each hash block of the lowest level, in order (of the
  // data block itself in an image with just one). Err::unauthentic when they do not lead to the root.
  static Result<SegmentVerifier> from_digests(const Superblock& superblock, const std::vector<crypto::Digest256>& digests);
  // The same from the part of a full image that starts upper_levels_offset() into it.
  static Result<SegmentVerifier> from_upper_levels(const Superblock& superblock, Bytes levels);

  const Superblock& superblock() const { return superblock_; }
  std::uint64_t segments() const { return digests_.size(); }
  std::size_t size_of(std::uint64_t segment) const;  // bytes of data; only the last is shorter than kSegment
  std::uint64_t offset_of(std::uint64_t segment) const { return segment * kSegment; }

  // Err::unauthentic when `data` is not this segment. Otherwise its hash block, to be written at hash_offset_of(segment); empty
  // in an image of one block, which has no tree.
  Result<Buffer> verify(std::uint64_t segment, Bytes data) const;
  std::uint64_t hash_offset_of(std::uint64_t segment) const;
  std::size_t hash_block_size() const { return is_lone_block() ? 0 : kBlock; }
  // The same for a segment that comes in parts, of which each is wanted verified: first its hash block, then the blocks in any
  // portions.
  Result<SegmentLeaves> leaves(std::uint64_t segment, Bytes hash_block) const;

  // The levels above the lowest, as they lie in the image; empty up to one segment.
  Bytes upper_levels() const { return upper_levels_; }
  std::uint64_t upper_levels_offset() const { return superblock_.data_blocks * kBlock; }
  std::uint64_t superblock_offset() const;
  std::uint64_t image_size() const { return superblock_offset() + kBlock; }

 private:
  explicit SegmentVerifier(const Superblock& superblock) : superblock_(superblock) {}
  crypto::Digest256 build_upper_levels();
  std::size_t blocks_in(std::uint64_t segment) const { return size_of(segment) / kBlock; }
  bool is_lone_block() const { return superblock_.data_blocks == 1; }

  Superblock superblock_;
  std::vector<crypto::Digest256> digests_;
  Buffer upper_levels_;
};

// How many bytes of a full image from_upper_levels wants.
std::size_t upper_levels_size(std::uint64_t data_blocks);

}  // namespace cardea::image
