// SPDX-License-Identifier: Apache-2.0
#include "lib/delta/delta.hpp"

#include "lib/delta/delta_fixture.hpp"

namespace cardea::delta {
namespace {

Status read_from(Bytes from, std::uint64_t offset, MutableBytes into) {
  if (offset + into.size() > from.size()) return Error{Err::io, "beyond the end"};
  const Bytes part = from.subspan(static_cast<std::size_t>(offset), into.size());
  std::copy(part.begin(), part.end(), into.begin());
  return kOk;
}

// A slot that counts what is written to it.
struct Slot {
  Buffer bytes;
  std::size_t writes = 0;
  std::size_t writes_max = ~std::size_t{0};  // then the power goes
  explicit Slot(std::size_t size) : bytes(size, 0xee) {}
  Sink sink() {
    return [this](std::uint64_t offset, Bytes content) -> Status {
      if (writes == writes_max) return Error{Err::io, "power cut"};
      ++writes;
      std::copy(content.begin(), content.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
      return kOk;
    };
  }
};

Status apply(const Pair& pair, Bytes old_image, Slot& slot, Result<Applier>& applier) {
  if (!applier) return applier.error();
  const ReadOld read = [&](std::uint64_t offset, MutableBytes into) { return read_from(old_image, offset, into); };
  while (!applier->complete()) TRY_(applier->add_group(pair.group(applier->next_group()), read, slot.sink()));
  return applier->finish(slot.sink());
}

void gives_the_new_image(const Pair& pair) {
  Slot slot(pair.image.size());
  auto applier = pair.open();
  ASSERT_TRUE(apply(pair, pair.old_image, slot, applier).ok());
  EXPECT_TRUE(slot.bytes == pair.image);
}

TEST(Delta, gives_the_new_image_byte_for_byte_whatever_its_size) {
  const Buffer old_image = noise(200 * image::kBlock, 1);
  for (const std::size_t blocks : {1U, 2U, 127U, 128U, 129U, 256U, 300U}) {
    SCOPED_TRACE(blocks);
    gives_the_new_image(Pair(old_image, rebuilt(old_image, blocks * image::kBlock)));
  }
}

TEST(Delta, from_nothing_from_itself_and_to_all_new) {
  const Buffer some = noise(130 * image::kBlock, 2);
  gives_the_new_image(Pair({}, some));
  gives_the_new_image(Pair({5}, some));
  gives_the_new_image(Pair(some, noise(300 * image::kBlock, 3)));
  const Pair same(some, some);
  gives_the_new_image(same);
  EXPECT_LT(same.made.delta.size(), 400U);
}

TEST(Delta, is_the_same_for_the_same_images) {
  const Buffer old_image = noise(200 * image::kBlock, 4);
  const Buffer data = rebuilt(old_image, 210 * image::kBlock);
  EXPECT_TRUE(Pair(old_image, data).made.delta == Pair(old_image, data).made.delta);
}

TEST(Delta, any_byte_changed_is_refused_before_a_write) {
  const Buffer old_image = noise(140 * image::kBlock, 5);
  Pair pair(old_image, rebuilt(old_image, 140 * image::kBlock));
  const std::size_t step = std::max<std::size_t>(1, pair.made.delta.size() / 3000);
  for (std::size_t i = 0; i < pair.made.delta.size(); i += i < pair.made.head_size + 64 ? 1 : step) {
    pair.made.delta[i] ^= 0x10;
    Slot slot(pair.image.size());
    auto applier = pair.open();
    ASSERT_EQ(apply(pair, old_image, slot, applier).error().code, Err::unauthentic) << i;
    ASSERT_EQ(slot.writes, 0U) << i;
    pair.made.delta[i] ^= 0x10;
  }
}

TEST(Delta, a_changed_group_leaves_what_came_before_it_and_nothing_of_its_own) {
  const Buffer old_image = noise(1290 * image::kBlock, 12);
  Pair pair(old_image, rebuilt(old_image, 1290 * image::kBlock));
  const Group second = parse_head(pair.head())->groups.at(1);
  pair.made.delta[static_cast<std::size_t>(second.offset) + second.size / 2] ^= 1;
  Slot slot(pair.image.size());
  auto applier = pair.open();
  EXPECT_EQ(apply(pair, old_image, slot, applier).error().code, Err::unauthentic);
  const std::size_t right = static_cast<std::size_t>(second.first_segment) * image::kSegment;
  EXPECT_EQ(applier->segments_done(), second.first_segment);
  EXPECT_TRUE(equal(Bytes(slot.bytes).first(right), Bytes(pair.image).first(right)));
  EXPECT_EQ(slot.bytes[right], 0xee);
}

TEST(Delta, a_head_or_a_group_cut_anywhere_is_refused) {
  const Buffer old_image = noise(140 * image::kBlock, 6);
  const Pair pair(old_image, rebuilt(old_image, 140 * image::kBlock));
  for (std::size_t size = 0; size < pair.made.head_size; ++size) {
    EXPECT_FALSE(Applier::open(pair.head().first(size), pair.made.head_sha256, pair.superblock.root).ok());
    EXPECT_FALSE(parse_head(pair.head().first(size)).ok()) << size;
  }
  const Bytes group = pair.group(pair.open()->next_group());
  for (std::size_t size = 0; size < group.size(); size += 7) EXPECT_FALSE(parse_group(group.first(size)).ok()) << size;
}

TEST(Delta, another_old_image_or_one_that_cannot_be_read_writes_nothing) {
  const Buffer old_image = noise(140 * image::kBlock, 7);
  const Pair pair(old_image, rebuilt(old_image, 140 * image::kBlock));
  Slot slot(pair.image.size());
  auto applier = pair.open();
  EXPECT_EQ(apply(pair, noise(140 * image::kBlock, 8), slot, applier).error().code, Err::unauthentic);
  auto again = pair.open();
  EXPECT_EQ(apply(pair, {}, slot, again).error().code, Err::io);
  EXPECT_EQ(slot.writes, 0U);
}

TEST(Delta, another_root_is_refused) {
  const Pair pair({}, noise(3 * image::kBlock, 9));
  crypto::Digest256 other = pair.superblock.root;
  other[31] ^= 1;
  EXPECT_EQ(Applier::open(pair.head(), pair.made.head_sha256, other).error().code, Err::unauthentic);
}

TEST(Delta, cut_at_every_write_goes_on_to_the_same_bytes) {
  const Buffer old_image = noise(1290 * image::kBlock, 10);
  const Pair pair(old_image, rebuilt(old_image, 1290 * image::kBlock));
  ASSERT_GT(pair.open()->verifier().segments(), 10U);
  ASSERT_GT(parse_head(pair.head())->groups.size(), 1U);
  for (std::size_t cut = 0;; ++cut) {
    Slot slot(pair.image.size());
    slot.writes_max = cut;
    auto first = pair.open();
    if (apply(pair, old_image, slot, first).ok()) break;
    slot.writes_max = ~std::size_t{0};
    auto second = pair.open(first->segments_done());
    ASSERT_TRUE(apply(pair, old_image, slot, second).ok()) << cut;
    EXPECT_TRUE(slot.bytes == pair.image) << cut;
  }
}

// Half of it compresses well.
Buffer mixed(std::size_t blocks, std::uint32_t seed) {
  Buffer data = noise(blocks * image::kBlock, seed);
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (i / 20'000 % 2 == 0) data[i] = static_cast<std::uint8_t>(i / 512);
  }
  return data;
}

// Whatever runs: nothing of it is read.
Status unpack(const Pair& pair, Slot& slot, Result<Applier>& applier) {
  return apply(pair, {}, slot, applier);
}

TEST(PackedImage, gives_the_image_byte_for_byte_whatever_its_size) {
  for (const std::size_t blocks : {1U, 2U, 127U, 128U, 129U, 256U, 257U, 600U}) {
    SCOPED_TRACE(blocks);
    const Pair pair = Pair::packed(mixed(blocks, 20));
    Slot slot(pair.image.size());
    auto applier = pair.open();
    ASSERT_TRUE(unpack(pair, slot, applier).ok());
    EXPECT_TRUE(slot.bytes == pair.image);
    EXPECT_LT(pair.made.delta.size(), pair.data.size());
  }
}

TEST(PackedImage, has_no_group_larger_than_a_cut_may_cost_even_of_what_cannot_be_compressed) {
  const Pair pair = Pair::packed(noise(640 * image::kBlock, 21));
  const Head head = *parse_head(pair.head());
  EXPECT_EQ(head.groups.size(), head.digests.size());
  const Pair small = Pair::packed(Buffer(640 * image::kBlock, 1));
  EXPECT_EQ(parse_head(small.head())->groups.size(), 5U);
}

TEST(PackedImage, any_byte_changed_is_refused_before_a_write) {
  Pair pair = Pair::packed(mixed(100, 22));  // one group: of those before it something would be written
  const std::size_t step = pair.made.delta.size() / 1000;
  for (std::size_t i = 0; i < pair.made.delta.size(); i += i < pair.made.head_size + 64 ? 1 : step) {
    pair.made.delta[i] ^= 0x10;
    Slot slot(pair.image.size());
    auto applier = pair.open();
    ASSERT_EQ(unpack(pair, slot, applier).error().code, Err::unauthentic) << i;
    ASSERT_EQ(slot.writes, 0U) << i;
    pair.made.delta[i] ^= 0x10;
  }
}

TEST(PackedImage, cut_at_every_write_goes_on_to_the_same_bytes) {
  const Pair pair = Pair::packed(mixed(650, 23));
  for (std::size_t cut = 0;; ++cut) {
    Slot slot(pair.image.size());
    slot.writes_max = cut;
    auto first = pair.open();
    if (unpack(pair, slot, first).ok()) break;
    slot.writes_max = ~std::size_t{0};
    auto second = pair.open(first->segments_done());
    ASSERT_TRUE(unpack(pair, slot, second).ok()) << cut;
    EXPECT_TRUE(slot.bytes == pair.image) << cut;
  }
}

TEST(PackedImage, a_frame_that_unpacks_to_another_size_is_refused) {
  const Pair pair = Pair::packed(mixed(10, 24));
  const Bytes good = pair.group(pair.open()->next_group());
  ASSERT_TRUE(parse_group(good).ok());
  constexpr std::size_t kPlainOfFresh = 1 + 2 * 8 + 4;  // big-endian
  for (const int by : {-1, 1}) {
    Buffer group(good.begin(), good.end());
    group[kPlainOfFresh + 3] = static_cast<std::uint8_t>(group[kPlainOfFresh + 3] + by);
    EXPECT_FALSE(parse_group(group).ok()) << by;
  }
  Buffer unknown(good.begin(), good.end());
  unknown[0] = 2;
  EXPECT_EQ(parse_group(unknown).error().code, Err::unsupported);
}

}  // namespace
}  // namespace cardea::delta
