// SPDX-License-Identifier: Apache-2.0
#include "lib/image/tree.hpp"

#include "lib/image/image.hpp"

namespace cardea::image {

namespace {

constexpr std::uint64_t kDigestsPerBlock = kBlock / sizeof(crypto::Digest256);

}  // namespace

TreeShape tree_shape(std::uint64_t data_blocks) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t below = data_blocks; below > 1;) {
    below = (below + kDigestsPerBlock - 1) / kDigestsPerBlock;
    sizes.push_back(below);
  }
  TreeShape shape;
  shape.level_start.resize(sizes.size());
  for (std::size_t level = sizes.size(); level-- > 0;) {
    shape.level_start[level] = shape.blocks;
    shape.blocks += sizes[level];
  }
  return shape;
}

TreeHasher::TreeHasher(std::uint64_t data_blocks, const crypto::Digest256& salt, Emit emit)
    : expected_(data_blocks),
      salt_(salt),
      emit_(std::move(emit)),
      shape_(tree_shape(data_blocks)),
      levels_(shape_.level_start.size()) {}

crypto::Digest256 salted_digest(const crypto::Digest256& salt, Bytes block) {
  crypto::Sha256 hash;
  hash.add(salt);
  hash.add(block);
  return hash.finish();
}

Status TreeHasher::add(Bytes block) {
  if (block.size() != kBlock) return Error{Err::bad_value, "a data block has another size"};
  if (added_ == expected_) return Error{Err::too_large, "more data blocks than announced"};
  ++added_;
  return add_digest(0, salted_digest(salt_, block));
}

Status TreeHasher::add_digest(std::size_t level, const crypto::Digest256& digest) {
  if (level == levels_.size()) {  // nothing is above: this digest is the root
    root_ = digest;
    return kOk;
  }
  Buffer& pending = levels_[level].pending;
  pending.insert(pending.end(), digest.begin(), digest.end());
  if (pending.size() < kBlock) return kOk;
  return close_block(level);
}

Status TreeHasher::close_block(std::size_t level) {
  Level& here = levels_[level];
  here.pending.resize(kBlock, 0);
  TRY_(emit_(shape_.level_start[level] + here.done, here.pending));
  ++here.done;
  const crypto::Digest256 digest = salted_digest(salt_, here.pending);
  here.pending.clear();
  return add_digest(level + 1, digest);
}

Result<crypto::Digest256> TreeHasher::finish() {
  if (added_ != expected_ || expected_ == 0) return Error{Err::truncated, "fewer data blocks than announced"};
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (!levels_[level].pending.empty()) TRY_(close_block(level));
  }
  return root_;
}

}  // namespace cardea::image
