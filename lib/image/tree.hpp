// SPDX-License-Identifier: Apache-2.0
// The hash tree of dm-verity, format 1: SHA-256(salt, block) for each block, 128 digests to a hash block, level over level
// until one block is left. Blocks are added in order and only one hash block a level is held, so memory does not grow.
#pragma once

#include <functional>
#include <vector>

#include "lib/crypto/crypto.hpp"

namespace cardea::image {

// Where each level of the tree lies, counted in blocks from the tree's start: the top level first, as veritysetup writes it.
struct TreeShape {
  std::vector<std::uint64_t> level_start;  // index 0: the level over the data
  std::uint64_t blocks = 0;                // of the whole tree; 0 for a single data block
};

TreeShape tree_shape(std::uint64_t data_blocks);

crypto::Digest256 salted_digest(const crypto::Digest256& salt, Bytes block);

class TreeHasher {
 public:
  // Takes each finished hash block with its place in the tree.
  using Emit = std::function<Status(std::uint64_t block, Bytes content)>;

  TreeHasher(std::uint64_t data_blocks, const crypto::Digest256& salt, Emit emit);

  Status add(Bytes block);             // exactly one data block
  Result<crypto::Digest256> finish();  // the root; once, after the last data block

 private:
  struct Level {
    Buffer pending;
    std::uint64_t done = 0;  // hash blocks given out
  };

  Status add_digest(std::size_t level, const crypto::Digest256& digest);
  Status close_block(std::size_t level);

  std::uint64_t expected_;
  crypto::Digest256 salt_;
  Emit emit_;
  TreeShape shape_;
  std::vector<Level> levels_;
  std::uint64_t added_ = 0;
  crypto::Digest256 root_{};
};

}  // namespace cardea::image
