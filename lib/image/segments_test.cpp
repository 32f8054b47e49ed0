// SPDX-License-Identifier: Apache-2.0
#include "lib/image/segments.hpp"

#include <gtest/gtest.h>

#include "lib/image/tree.hpp"

namespace cardea::image {
namespace {

// An image's bytes as TreeHasher makes them: blocks that differ, the tree, the superblock.
struct Whole {
  Superblock superblock;
  Buffer bytes;

  explicit Whole(std::uint64_t blocks) {
    superblock.data_blocks = blocks;
    superblock.salt.fill(0x5a);
    const std::uint64_t tree_start = blocks * kBlock;
    bytes.resize(tree_start + tree_shape(blocks).blocks * kBlock);
    TreeHasher tree(blocks, superblock.salt, [&](std::uint64_t block, Bytes content) -> Status {
      std::copy(content.begin(), content.end(), bytes.begin() + static_cast<std::ptrdiff_t>(tree_start + block * kBlock));
      return kOk;
    });
    for (std::uint64_t i = 0; i < blocks; ++i) {
      for (std::size_t b = 0; b < 8; ++b) bytes[i * kBlock + b] = static_cast<std::uint8_t>((i + 1) >> (8 * b));
      EXPECT_TRUE(tree.add(part(i * kBlock, kBlock)).ok());
    }
    superblock.root = *tree.finish();
    const Buffer last = encode_superblock(superblock);
    bytes.insert(bytes.end(), last.begin(), last.end());
  }
  Bytes part(std::uint64_t offset, std::size_t size) const { return Bytes(bytes).subspan(offset, size); }
  Bytes upper_levels() const { return part(superblock.data_blocks * kBlock, upper_levels_size(superblock.data_blocks)); }
  Bytes segment(const SegmentVerifier& verifier, std::uint64_t i) const {
    return part(verifier.offset_of(i), verifier.size_of(i));
  }
};

constexpr std::uint64_t kSizes[] = {1, 2, 127, 128, 129, 256, 300, 128 * 128, 128 * 128 + 1};

TEST(Segments, put_together_in_any_order_are_the_image_byte_for_byte) {
  for (const std::uint64_t blocks : kSizes) {
    SCOPED_TRACE(blocks);
    const Whole image(blocks);
    const auto verifier = SegmentVerifier::from_upper_levels(image.superblock, image.upper_levels());
    ASSERT_TRUE(verifier.ok());
    ASSERT_EQ(verifier->image_size(), image.bytes.size());
    Buffer made(image.bytes.size());
    const auto put = [&](std::uint64_t at, Bytes content) {
      std::copy(content.begin(), content.end(), made.begin() + static_cast<std::ptrdiff_t>(at));
    };
    for (std::uint64_t i = verifier->segments(); i-- > 0;) {
      const auto hash_block = verifier->verify(i, image.segment(*verifier, i));
      ASSERT_TRUE(hash_block.ok()) << i;
      put(verifier->offset_of(i), image.segment(*verifier, i));
      if (!hash_block->empty()) put(verifier->hash_offset_of(i), *hash_block);
    }
    put(verifier->upper_levels_offset(), verifier->upper_levels());
    put(verifier->superblock_offset(), encode_superblock(verifier->superblock()));
    EXPECT_TRUE(made == image.bytes);
  }
}

TEST(Segments, are_refused_with_any_byte_changed) {
  const Whole image(130);
  const auto verifier = SegmentVerifier::from_upper_levels(image.superblock, image.upper_levels());
  ASSERT_TRUE(verifier.ok());
  Buffer data = to_buffer(image.segment(*verifier, 1));
  for (std::size_t i = 0; i < data.size(); ++i) {
    data[i] ^= 1;
    EXPECT_EQ(verifier->verify(1, data).error().code, Err::unauthentic) << i;
    data[i] ^= 1;
  }
  EXPECT_TRUE(verifier->verify(1, data).ok());
}

TEST(Segments, are_refused_in_another_place_or_of_another_size) {
  const Whole image(384);
  const auto verifier = SegmentVerifier::from_upper_levels(image.superblock, image.upper_levels());
  ASSERT_TRUE(verifier.ok());
  const Bytes first = image.segment(*verifier, 0);
  EXPECT_EQ(verifier->verify(1, first).error().code, Err::unauthentic);
  EXPECT_EQ(verifier->verify(3, first).error().code, Err::bad_value);
  EXPECT_EQ(verifier->verify(0, first.first(first.size() - 1)).error().code, Err::truncated);
  EXPECT_EQ(verifier->verify(0, {}).error().code, Err::truncated);
}

TEST(Segments, come_in_parts_when_the_hash_block_came_first) {
  for (const std::uint64_t blocks : kSizes) {
    SCOPED_TRACE(blocks);
    const Whole image(blocks);
    const auto verifier = SegmentVerifier::from_upper_levels(image.superblock, image.upper_levels());
    ASSERT_TRUE(verifier.ok());
    const std::uint64_t last = verifier->segments() - 1;
    const Bytes hash_block = image.part(verifier->hash_offset_of(last), blocks == 1 ? 0 : kBlock);
    const auto leaves = verifier->leaves(last, hash_block);
    ASSERT_TRUE(leaves.ok());
    const Bytes data = image.segment(*verifier, last);
    for (std::size_t i = 0; i < data.size() / kBlock; ++i) {
      EXPECT_TRUE(leaves->verify(i, data.subspan(i * kBlock, kBlock)).ok()) << i;
      EXPECT_FALSE(leaves->verify(i + 1, data.subspan(i * kBlock, kBlock)).ok()) << i;
    }
    EXPECT_TRUE(leaves->verify(0, data).ok());
  }
}

TEST(Segments, a_part_is_refused_with_a_changed_byte_in_it_or_in_its_hash_block) {
  const Whole image(130);
  const auto verifier = SegmentVerifier::from_upper_levels(image.superblock, image.upper_levels());
  Buffer hash_block = to_buffer(image.part(verifier->hash_offset_of(1), kBlock));
  for (std::size_t i = 0; i < hash_block.size(); ++i) {
    hash_block[i] ^= 1;
    EXPECT_EQ(verifier->leaves(1, hash_block).error().code, Err::unauthentic) << i;
    hash_block[i] ^= 1;
  }
  EXPECT_EQ(verifier->leaves(0, hash_block).error().code, Err::unauthentic);
  EXPECT_EQ(verifier->leaves(2, hash_block).error().code, Err::bad_value);
  EXPECT_EQ(verifier->leaves(1, {}).error().code, Err::truncated);
  const auto leaves = verifier->leaves(1, hash_block);
  Buffer data = to_buffer(image.segment(*verifier, 1));
  EXPECT_TRUE(leaves->verify(0, data).ok());
  data.back() ^= 1;
  EXPECT_EQ(leaves->verify(0, data).error().code, Err::unauthentic);
  EXPECT_EQ(leaves->verify(0, Bytes(data).first(100)).error().code, Err::truncated);
  EXPECT_EQ(leaves->verify(2, Bytes(data).first(kBlock)).error().code, Err::bad_value);
}

TEST(Segments, upper_levels_are_refused_with_any_byte_changed_even_in_the_padding) {
  const Whole image(300);
  Buffer levels = to_buffer(image.upper_levels());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    levels[i] ^= 0x80;
    EXPECT_EQ(SegmentVerifier::from_upper_levels(image.superblock, levels).error().code, Err::unauthentic) << i;
    levels[i] ^= 0x80;
  }
  EXPECT_TRUE(SegmentVerifier::from_upper_levels(image.superblock, levels).ok());
  levels.pop_back();
  EXPECT_EQ(SegmentVerifier::from_upper_levels(image.superblock, levels).error().code, Err::truncated);
}

TEST(Segments, another_root_salt_or_length_is_refused) {
  const Whole image(300);
  Superblock other = image.superblock;
  other.root[0] ^= 1;
  EXPECT_EQ(SegmentVerifier::from_upper_levels(other, image.upper_levels()).error().code, Err::unauthentic);
  other = image.superblock;
  other.salt[0] ^= 1;
  EXPECT_EQ(SegmentVerifier::from_upper_levels(other, image.upper_levels()).error().code, Err::unauthentic);
  other = image.superblock;
  other.data_blocks = 0;
  EXPECT_EQ(SegmentVerifier::from_upper_levels(other, {}).error().code, Err::bad_value);
  other.data_blocks = ~std::uint64_t{0};
  EXPECT_EQ(SegmentVerifier::from_upper_levels(other, {}).error().code, Err::too_large);
  EXPECT_EQ(SegmentVerifier::from_digests(image.superblock, {}).error().code, Err::bad_value);
}

// 300 blocks and 301 have as many segments: the digests alone cannot tell them apart, the last segment can.
TEST(Segments, a_wrong_number_of_blocks_is_found_at_the_last_segment) {
  const Whole image(300);
  Superblock other = image.superblock;
  other.data_blocks = 301;
  const auto verifier = SegmentVerifier::from_upper_levels(other, image.upper_levels());
  ASSERT_TRUE(verifier.ok());
  EXPECT_EQ(verifier->verify(2, image.part(verifier->offset_of(2), verifier->size_of(2))).error().code, Err::unauthentic);
}

}  // namespace
}  // namespace cardea::image
