// SPDX-License-Identifier: Apache-2.0
#include "lib/image/tree.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "lib/image/image.hpp"

namespace cardea::image {
namespace {

constexpr std::string_view kSalt = "ec25a814fcdab7a1665bf3c3bd0b2e866f17609f6bb301eafaa8abf39364399e";

crypto::Digest256 digest_from(std::string_view hex) {
  crypto::Digest256 digest{};
  const Buffer raw = *from_hex(hex);
  std::copy(raw.begin(), raw.end(), digest.begin());
  return digest;
}

struct Tree {
  std::string root;
  std::uint64_t blocks = 0;
  std::string sha256;
};

Tree tree_over_numbered_blocks(std::uint64_t count) {
  Buffer tree(tree_shape(count).blocks * kBlock);
  TreeHasher hasher(count, digest_from(kSalt), [&](std::uint64_t block, Bytes content) -> Status {
    std::copy(content.begin(), content.end(), tree.begin() + static_cast<std::ptrdiff_t>(block * kBlock));
    return kOk;
  });
  Buffer block(kBlock);
  for (std::uint64_t i = 0; i < count; ++i) {
    for (std::size_t b = 0; b < 8; ++b) block[b] = static_cast<std::uint8_t>(i >> (56 - 8 * b));
    EXPECT_TRUE(hasher.add(block).ok());
  }
  return {to_hex(*hasher.finish()), tree.size() / kBlock, to_hex(crypto::sha256(tree))};
}

TEST(HashTree, is_the_tree_that_veritysetup_makes) {
  std::ifstream vectors(CARDEA_SOURCE_DIR "/lib/image/vectors/verity.vec");
  int rows = 0;
  for (std::string line; std::getline(vectors, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::uint64_t count = 0;
    Tree expected;
    fields >> count >> expected.root >> expected.blocks >> expected.sha256;
    const Tree tree = tree_over_numbered_blocks(count);
    EXPECT_EQ(tree.root, expected.root) << count << " blocks";
    EXPECT_EQ(tree.blocks, expected.blocks) << count << " blocks";
    EXPECT_EQ(tree.sha256, expected.sha256) << count << " blocks";
    ++rows;
  }
  EXPECT_EQ(rows, 6);
}

TEST(HashTree, wants_exactly_the_announced_blocks) {
  const auto drop = [](std::uint64_t, Bytes) -> Status { return kOk; };
  const Buffer block(kBlock);
  TreeHasher few(2, {}, drop);
  ASSERT_TRUE(few.add(block).ok());
  EXPECT_EQ(few.finish().error().code, Err::truncated);
  TreeHasher many(1, {}, drop);
  ASSERT_TRUE(many.add(block).ok());
  EXPECT_EQ(many.add(block).error().code, Err::too_large);
  TreeHasher odd(1, {}, drop);
  EXPECT_EQ(odd.add(Bytes(block).first(100)).error().code, Err::bad_value);
}

TEST(HashTree, a_failing_write_of_a_hash_block_is_reported) {
  TreeHasher tree(2, {}, [](std::uint64_t, Bytes) -> Status { return Error{Err::io, "disk full"}; });
  const Buffer block(kBlock);
  ASSERT_TRUE(tree.add(block).ok());
  ASSERT_TRUE(tree.add(block).ok());
  EXPECT_EQ(tree.finish().error().code, Err::io);
}

}  // namespace
}  // namespace cardea::image
