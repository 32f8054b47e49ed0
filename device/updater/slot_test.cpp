// SPDX-License-Identifier: Apache-2.0
// The inactive slot: what may be written into it, and what may leave it as a VerifiedUpdate.
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

class UpdateSlot : public Device {
 protected:
  std::string slot() const { return (folder / "slot/image").string(); }
  Offer offer_of(const Buffer& image, tuf::ReleaseInfo about) {
    return {
        "x", {.length = image.size(), .hashes = {.sha256 = crypto::sha256(image), .sha512 = {}}, .custom = {}}, std::move(about)};
  }
  void put(const Buffer& content) { Device::put(slot(), content); }
  Outcome<VerifiedUpdate> verify(const Offer& offer) {
    return verify_download(**SecondLook::open(slot(), *worker), slot(), offer);
  }
  Err refusal(const Offer& offer, const std::string& words) {
    const auto update = verify(offer);
    if (update) return Err::io;
    EXPECT_NE(update.error().message.find(words), std::string::npos) << update.error().message;
    return update.error().code;
  }
};

// An image in which every segment differs from the next, and what checks it.
struct Segmented {
  Buffer image;
  std::optional<image::SegmentVerifier> verifier;

  explicit Segmented(Buffer made) : image(std::move(made)) {
    const image::Superblock superblock = *image::parse_superblock(Bytes(image).last(image::kBlock));
    const std::size_t upper = image::upper_levels_size(superblock.data_blocks);
    const Bytes levels = Bytes(image).subspan(superblock.data_blocks * image::kBlock, upper);
    verifier.emplace(*image::SegmentVerifier::from_upper_levels(superblock, levels));
  }
  Bytes part(std::uint64_t at, std::size_t size) const { return Bytes(image).subspan(at, size); }
  Status put(Slot& slot, std::uint64_t i) const {
    TRY_(slot.write(verifier->offset_of(i), part(verifier->offset_of(i), verifier->size_of(i))));
    return slot.write(verifier->hash_offset_of(i), part(verifier->hash_offset_of(i), verifier->hash_block_size()));
  }
};

TEST_F(UpdateSlot, becomes_the_image_segment_by_segment_in_any_order) {
  const Segmented parts(make_image("1.1.0", 1, "speaker-1", 1'300'000));
  auto slot_file = *Slot::open(slot(), parts.image.size(), clock, *worker);
  for (std::uint64_t i = parts.verifier->segments(); i-- > 0;) {
    EXPECT_FALSE(slot_file->holds(*parts.verifier, i)) << i;
    ASSERT_TRUE(parts.put(*slot_file, i).ok());
    EXPECT_TRUE(slot_file->holds(*parts.verifier, i)) << i;
  }
  ASSERT_TRUE(slot_file->finish(*parts.verifier).ok());
  EXPECT_EQ(read(slot()), parts.image);
}

TEST_F(UpdateSlot, knows_after_a_cut_what_it_holds_and_what_turned_bad_meanwhile) {
  const Segmented parts(make_image("1.1.0", 1, "speaker-1", 1'300'000));
  {
    auto first_life = *Slot::open(slot(), parts.image.size(), clock, *worker);
    ASSERT_TRUE(parts.put(*first_life, 0).ok());
    ASSERT_TRUE(parts.put(*first_life, 1).ok());
    ASSERT_TRUE(first_life->sync().ok());
  }
  Buffer bytes = read(slot());
  bytes[image::kSegment + 5] ^= 1;
  put(bytes);
  auto second_life = *Slot::open(slot(), parts.image.size(), clock, *worker);
  EXPECT_TRUE(second_life->holds(*parts.verifier, 0));
  EXPECT_FALSE(second_life->holds(*parts.verifier, 1));
  EXPECT_FALSE(second_life->holds(*parts.verifier, 2));
}

TEST_F(UpdateSlot, takes_not_one_byte_more_than_was_signed) {
  auto slot_file = *Slot::open(slot(), 10'000, clock, *worker);
  EXPECT_TRUE(slot_file->write(9'000, Buffer(1'000)).ok());
  EXPECT_EQ(slot_file->write(9'000, Buffer(1'001)).error().code, Err::too_large);
  EXPECT_EQ(slot_file->write(10'001, {}).error().code, Err::too_large);
  EXPECT_EQ(slot_file->write(~std::uint64_t{0}, Buffer(1)).error().code, Err::too_large);
  EXPECT_EQ(read(slot()).size(), 10'000U);
}

TEST_F(UpdateSlot, is_cut_to_the_size_of_the_image) {
  put(Buffer(50'000, 1));
  ASSERT_TRUE(Slot::open(slot(), 10'000, clock, *worker).ok());
  EXPECT_EQ(read(slot()), Buffer(10'000, 1));
}

TEST_F(UpdateSlot, does_not_follow_a_link_out_of_the_slot) {
  std::filesystem::create_symlink(folder / "elsewhere", slot());
  EXPECT_FALSE(Slot::open(slot(), 10, clock, *worker).ok());
  EXPECT_FALSE(std::filesystem::exists(folder / "elsewhere"));
}

TEST_F(UpdateSlot, room_that_is_not_there_is_missed_before_a_byte_was_fetched) {
  const auto none = Slot::open(slot(), std::uint64_t{1} << 60, clock, *worker);
  ASSERT_FALSE(none.ok());
  EXPECT_TRUE(none.error().sys == ENOSPC || none.error().sys == EFBIG) << none.error().sys;
  EXPECT_FALSE(Slot::open("/dev/full", 10, clock, *worker).ok()) << "that is no regular file";
}

TEST_F(UpdateSlot, is_read_again_behind_what_is_written_and_no_further) {
  const Segmented parts(make_image("1.1.0", 1, "speaker-1", 1'300'000));
  auto slot_file = *Slot::open(slot(), parts.image.size(), clock, *worker);
  for (std::uint64_t i = 0; i < parts.verifier->segments(); ++i) {
    ASSERT_TRUE(parts.put(*slot_file, i).ok());
    slot_file->look().follow(parts.verifier->offset_of(i) + parts.verifier->size_of(i));
  }
  ASSERT_TRUE(slot_file->finish(*parts.verifier).ok());
  EXPECT_EQ(*slot_file->take_look()->finish(parts.image.size()), crypto::sha256(parts.image));
}

TEST_F(UpdateSlot, what_turned_bad_between_the_write_and_the_second_look_is_found) {
  const Segmented parts(make_image("1.1.0", 1, "speaker-1", 1'300'000));
  SlowWorker slow;
  auto slot_file = *Slot::open(slot(), parts.image.size(), clock, slow);
  ASSERT_TRUE(parts.put(*slot_file, 0).ok());
  slot_file->look().follow(image::kSegment);
  Buffer bytes = parts.image;
  bytes[image::kSegment / 2] ^= 1;
  put(bytes);
  EXPECT_EQ(slow.waiting(), 1U);
  EXPECT_EQ(*slot_file->take_look()->finish(parts.image.size()), crypto::sha256(bytes));
}

TEST_F(UpdateSlot, a_look_that_nobody_wants_any_more_ends_before_what_it_looks_at) {
  SlowWorker slow;
  put(Buffer(1'000, 7));
  auto look = *SecondLook::open(slot(), slow);
  look->follow(500);
  look->follow(400);  // it has been there
  EXPECT_EQ(slow.waiting(), 1U);
  look.reset();
  EXPECT_EQ(slow.waiting(), 0U);
}

TEST_F(UpdateSlot, a_look_beyond_the_end_of_the_file_says_so) {
  put(Buffer(1'000, 7));
  auto look = *SecondLook::open(slot(), *worker);
  look->follow(1'001);
  EXPECT_FALSE(look->finish(1'000).ok());
}

TEST_F(UpdateSlot, the_promised_image_becomes_a_verified_update) {
  const Buffer image = make_image("1.1.0", 2);
  put(image);
  const auto update = verify(offer_of(image, info("1.1.0", 2)));
  ASSERT_TRUE(update.ok());
  EXPECT_EQ(update->image().version, "1.1.0");
  EXPECT_EQ(update->image().epoch, 2U);
  EXPECT_EQ(update->image().size, image.size());
  EXPECT_EQ(update->image().image_sha256, crypto::sha256(image));
}

TEST_F(UpdateSlot, a_bit_that_turned_on_the_disk_is_found) {
  Buffer image = make_image("1.1.0");
  const Offer offer = offer_of(image, info("1.1.0"));
  image[image.size() / 2] ^= 1;
  put(image);
  EXPECT_EQ(refusal(offer, "its SHA-256 is another"), Err::unauthentic);
  image.pop_back();
  put(image);
  EXPECT_EQ(refusal(offer, "its size is another"), Err::unauthentic);
}

TEST_F(UpdateSlot, an_image_that_is_not_what_the_metadata_says_is_refused) {
  const Buffer image = make_image("1.1.0", 2);
  put(image);
  EXPECT_EQ(refusal(offer_of(image, info("1.2.0", 2)), "another version"), Err::refused);
  EXPECT_EQ(refusal(offer_of(image, info("1.1.0", 3)), "another security epoch"), Err::refused);
  tuf::ReleaseInfo other_root = info("1.1.0", 2);
  other_root.root = {};
  EXPECT_EQ(refusal(offer_of(image, other_root), "another one than the one that was promised"), Err::unauthentic);
  const Buffer foreign = make_image("1.1.0", 2, "camera-1");
  put(foreign);
  EXPECT_EQ(refusal(offer_of(foreign, info("1.1.0", 2)), "for another model"), Err::refused);
}

TEST_F(UpdateSlot, a_file_that_is_no_image_is_refused_although_it_is_signed) {
  const Buffer garbage(20'000, 9);
  put(garbage);
  EXPECT_NE(refusal(offer_of(garbage, info("1.1.0")), "not what the maker signed"), Err::io);
}

}  // namespace
}  // namespace cardea::updater
