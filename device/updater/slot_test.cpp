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
  void put(const Buffer& content) {
    std::ofstream(slot(), std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }
  Err refusal(const Offer& offer, const std::string& words) {
    const auto update = verify_download(slot(), offer);
    if (update) return Err::io;
    EXPECT_NE(update.error().message.find(words), std::string::npos) << update.error().message;
    return update.error().code;
  }
};

TEST_F(UpdateSlot, takes_the_signed_bytes_and_not_one_more) {
  const Buffer content(100'000, 5);
  auto writer = *SlotWriter::begin(slot(), content.size());
  ASSERT_TRUE(writer->add(Bytes(content).first(60'000)).ok());
  EXPECT_FALSE(writer->complete());
  EXPECT_EQ(writer->add(content).error().code, Err::too_large);
  ASSERT_TRUE(writer->add(Bytes(content).subspan(60'000)).ok());
  EXPECT_TRUE(writer->complete());
  EXPECT_TRUE(writer->finish(crypto::sha256(content)).ok());
  EXPECT_EQ(read(slot()), content);
}

TEST_F(UpdateSlot, keeps_nothing_of_a_longer_image_that_was_there) {
  put(Buffer(50'000, 1));
  const Buffer content(10'000, 2);
  auto writer = *SlotWriter::begin(slot(), content.size());
  ASSERT_TRUE(writer->add(content).ok());
  ASSERT_TRUE(writer->finish(crypto::sha256(content)).ok());
  EXPECT_EQ(read(slot()), content);
}

TEST_F(UpdateSlot, says_when_bytes_are_missing_or_wrong) {
  const Buffer content(10);
  auto few = *SlotWriter::begin(slot(), content.size() + 1);
  ASSERT_TRUE(few->add(content).ok());
  EXPECT_EQ(few->finish(crypto::sha256(content)).error().code, Err::truncated);
  auto wrong = *SlotWriter::begin(slot(), content.size());
  ASSERT_TRUE(wrong->add(content).ok());
  EXPECT_EQ(wrong->finish({}).error().code, Err::unauthentic);
}

TEST_F(UpdateSlot, does_not_follow_a_link_out_of_the_slot) {
  std::filesystem::create_symlink(folder / "elsewhere", slot());
  EXPECT_FALSE(SlotWriter::begin(slot(), 10).ok());
  EXPECT_FALSE(std::filesystem::exists(folder / "elsewhere"));
}

TEST_F(UpdateSlot, a_disk_without_space_is_said_to_be_so) {
  auto writer = SlotWriter::begin("/dev/full", 10);
  if (!writer) GTEST_SKIP() << "no /dev/full here";
  const Status added = (*writer)->add(Buffer(10));
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().sys, ENOSPC);
}

TEST_F(UpdateSlot, the_promised_image_becomes_a_verified_update) {
  const Buffer image = make_image("1.1.0", 2);
  put(image);
  const auto update = verify_download(slot(), offer_of(image, info("1.1.0", 2)));
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
