// SPDX-License-Identifier: Apache-2.0
// The head of an image as bytes, and where everything else lies. Offsets are not written down: they follow from the order
// and the sizes of the files, so two files cannot overlap and none can lie outside the image.
#pragma once

#include "lib/image/image.hpp"

namespace cardea::image {

inline constexpr std::size_t kHeadMax = 1U << 20;
inline constexpr std::size_t kFilesMax = 1024;
inline constexpr std::size_t kPathMax = 200;

constexpr std::uint64_t blocks_of(std::uint64_t bytes) {
  return (bytes + kBlock - 1) / kBlock;
}

// How many bytes the head takes, up to the end of its last block, from the first block of an image; at most kHeadMax.
Result<std::size_t> head_size(Bytes first_block);

// Fails when the manifest breaks a rule that parse_head would refuse. Ends on a block.
Result<Buffer> encode_head(const Manifest& manifest);

struct Layout {
  std::uint64_t head_blocks = 0;
  std::uint64_t data_blocks = 0;  // head and files
};
Layout layout_of(const Manifest& manifest);

// What the last block says about the blocks before it.
struct Superblock {
  std::uint64_t data_blocks = 0;
  crypto::Digest256 salt{};
  crypto::Digest256 root{};
};
Result<Superblock> parse_superblock(Bytes block);
Buffer encode_superblock(const Superblock& superblock);

}  // namespace cardea::image
