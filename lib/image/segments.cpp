// SPDX-License-Identifier: Apache-2.0
#include "lib/image/segments.hpp"

#include <algorithm>
#include <optional>

#include "lib/image/tree.hpp"

namespace cardea::image {

namespace {

using crypto::Digest256;

Buffer packed(const std::vector<Digest256>& digests) {
  Buffer level;
  level.reserve(blocks_of(digests.size() * sizeof(Digest256)) * kBlock);
  for (const Digest256& digest : digests) level.insert(level.end(), digest.begin(), digest.end());
  level.resize(blocks_of(level.size()) * kBlock, 0);
  return level;
}

std::vector<Digest256> digests_in(Bytes level, std::size_t count) {
  std::vector<Digest256> digests(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes digest = level.subspan(i * sizeof(Digest256), sizeof(Digest256));
    std::copy(digest.begin(), digest.end(), digests[i].begin());
  }
  return digests;
}

bool is_zeros(Bytes block) {
  return block[0] == 0 && std::equal(block.begin() + 1, block.end(), block.begin());
}

// File systems hold many blocks of zeros: those are looked at, and hashed once.
std::vector<Digest256> digests_over(const Digest256& salt, Bytes level) {
  std::vector<Digest256> digests;
  std::optional<Digest256> of_zeros;
  for (std::size_t at = 0; at < level.size(); at += kBlock) {
    const Bytes block = level.subspan(at, kBlock);
    const bool zeros = is_zeros(block);
    const Digest256 digest = zeros && of_zeros ? *of_zeros : salted_digest(salt, block);
    if (zeros) of_zeros = digest;
    digests.push_back(digest);
  }
  return digests;
}

Status check(const Superblock& superblock) {
  const std::uint64_t blocks = superblock.data_blocks;
  if (blocks == 0) return Error{Err::bad_value, "an image has at least one block"};
  if (blocks > kMaxImage / kBlock || (blocks + tree_shape(blocks).blocks + 1) * kBlock > kMaxImage) {
    return Error{Err::too_large, "the image is larger than an image may be"};
  }
  return kOk;
}

}  // namespace

std::size_t upper_levels_size(std::uint64_t data_blocks) {
  const TreeShape shape = tree_shape(data_blocks);
  return shape.level_start.empty() ? 0 : static_cast<std::size_t>(shape.level_start[0]) * kBlock;
}

// Level over level, each in front of the one below, as the tree lies in an image. Returns the root.
Digest256 SegmentVerifier::build_upper_levels() {
  std::vector<Digest256> digests = digests_;
  while (digests.size() > 1) {
    const Buffer level = packed(digests);
    upper_levels_.insert(upper_levels_.begin(), level.begin(), level.end());
    digests = digests_over(superblock_.salt, level);
  }
  return digests.front();
}

//= EN303645 5.3-9   type=implementation
// # A segment of an update is believed only for the sake of the signed root hash.
Result<SegmentVerifier> SegmentVerifier::from_digests(const Superblock& superblock, const std::vector<Digest256>& digests) {
  TRY_(check(superblock));
  if (digests.size() != segments_of(superblock.data_blocks)) {
    return Error{Err::bad_value, "there is not one digest for each segment of the image"};
  }
  SegmentVerifier verifier(superblock);
  verifier.digests_ = digests;
  if (verifier.build_upper_levels() != superblock.root) {
    return Error{Err::unauthentic, "the digests of the image's segments do not lead to its root hash"};
  }
  return verifier;
}

Result<SegmentVerifier> SegmentVerifier::from_upper_levels(const Superblock& superblock, Bytes levels) {
  TRY_(check(superblock));
  if (levels.size() != upper_levels_size(superblock.data_blocks)) {
    return Error{Err::truncated, "the upper levels of the hash tree have another size"};
  }
  const std::uint64_t count = segments_of(superblock.data_blocks);
  std::vector<Digest256> digests{superblock.root};  // of a single segment the root is the digest
  if (count > 1)
    digests = digests_in(levels.last(blocks_of(count * sizeof(Digest256)) * kBlock), static_cast<std::size_t>(count));
  TRY(SegmentVerifier verifier, from_digests(superblock, digests));
  if (!equal(verifier.upper_levels_, levels)) return Error{Err::unauthentic, "the upper levels of the hash tree are others"};
  return verifier;
}

std::size_t SegmentVerifier::size_of(std::uint64_t segment) const {
  if (segment >= segments()) return 0;
  return static_cast<std::size_t>(std::min<std::uint64_t>(kSegment, superblock_.data_blocks * kBlock - offset_of(segment)));
}

Result<Buffer> SegmentVerifier::verify(std::uint64_t segment, Bytes data) const {
  if (segment >= segments()) return Error{Err::bad_value, "the image has no such segment"};
  if (data.size() != size_of(segment)) return Error{Err::truncated, "a segment of the image has another size"};
  const std::vector<Digest256> leaves = digests_over(superblock_.salt, data);
  Buffer hash_block = is_lone_block() ? Buffer() : packed(leaves);
  const Digest256 digest = is_lone_block() ? leaves.front() : salted_digest(superblock_.salt, hash_block);
  if (digest != digests_[static_cast<std::size_t>(segment)]) {
    return Error{Err::unauthentic, "a segment of the image is not what its root hash vouches for"};
  }
  return hash_block;
}

Result<SegmentLeaves> SegmentVerifier::leaves(std::uint64_t segment, Bytes hash_block) const {
  if (segment >= segments()) return Error{Err::bad_value, "the image has no such segment"};
  if (hash_block.size() != hash_block_size()) return Error{Err::truncated, "a hash block of the image has another size"};
  const Digest256& expected = digests_[static_cast<std::size_t>(segment)];
  if (is_lone_block()) return SegmentLeaves(superblock_.salt, {expected});
  if (salted_digest(superblock_.salt, hash_block) != expected) {
    return Error{Err::unauthentic, "a hash block of the image is not what its root hash vouches for"};
  }
  return SegmentLeaves(superblock_.salt, digests_in(hash_block, blocks_in(segment)));
}

Status SegmentLeaves::verify(std::size_t first, Bytes blocks) const {
  if (blocks.size() % kBlock != 0) return Error{Err::truncated, "a part of a segment is not made of whole blocks"};
  const std::vector<Digest256> found = digests_over(salt_, blocks);
  if (first > digests_.size() || found.size() > digests_.size() - first) {
    return Error{Err::bad_value, "the segment has no such blocks"};
  }
  if (!std::equal(found.begin(), found.end(), digests_.begin() + static_cast<std::ptrdiff_t>(first))) {
    return Error{Err::unauthentic, "a block of the image is not what its root hash vouches for"};
  }
  return kOk;
}

std::uint64_t SegmentVerifier::hash_offset_of(std::uint64_t segment) const {
  return upper_levels_offset() + upper_levels_.size() + segment * kBlock;
}

std::uint64_t SegmentVerifier::superblock_offset() const {
  return (superblock_.data_blocks + tree_shape(superblock_.data_blocks).blocks) * kBlock;
}

}  // namespace cardea::image
