// SPDX-License-Identifier: Apache-2.0
#include "device/vault/file_provider.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "lib/base/temporary_folder.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault {
namespace {

class FileKeys : public ::testing::Test {
 protected:
  std::unique_ptr<FileProvider> open() const {
    auto provider = FileProvider::open(folder_.path());
    EXPECT_TRUE(provider.ok()) << provider.error().what;
    return std::move(*provider);
  }
  TemporaryFolder folder_;
};

TEST_F(FileKeys, sign_with_the_keys_that_were_made) {
  ASSERT_TRUE(FileProvider::make(folder_.path()).ok());
  const auto keys = open();
  const crypto::Digest256 digest = crypto::sha256(as_bytes("hello"));
  EXPECT_TRUE(crypto::verify_ecdsa_p256(keys->device_public_key(), digest, *keys->sign_device(digest)).ok());
  EXPECT_TRUE(crypto::verify_ecdsa_p256(keys->local_public_key(), digest, *keys->sign_local(digest)).ok());
  EXPECT_FALSE(crypto::verify_ecdsa_p256(keys->device_public_key(), digest, *keys->sign_local(digest)).ok());
}

TEST_F(FileKeys, are_made_once) {
  ASSERT_TRUE(FileProvider::make(folder_.path()).ok());
  EXPECT_EQ(FileProvider::make(folder_.path()).error().code, Err::exists);
}

TEST_F(FileKeys, can_be_read_by_their_owner_alone) {
  ASSERT_TRUE(FileProvider::make(folder_.path()).ok());
  for (const char* name : {"device.key", "local.key", "epoch", "seal"}) {
    const auto mode = std::filesystem::status(folder_ / name).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write) << name;
  }
}

TEST_F(FileKeys, do_not_serve_when_a_part_is_missing_or_torn) {
  for (const char* name : {"device.key", "local.key", "epoch", "seal"}) {
    const TemporaryFolder folder;
    ASSERT_TRUE(FileProvider::make(folder.path()).ok());
    std::ofstream(folder / name, std::ios::trunc) << "torn";
    EXPECT_FALSE(FileProvider::open(folder.path()).ok()) << name;
    if (std::string_view(name) == "seal") continue;  // a device from before sealing gets one
    std::filesystem::remove(folder / name);
    EXPECT_EQ(FileProvider::open(folder.path()).error().code, Err::broken) << name;
  }
}

TEST_F(FileKeys, keep_the_epoch_over_a_restart_and_never_lower_it) {
  ASSERT_TRUE(FileProvider::make(folder_.path()).ok());
  EXPECT_EQ(open()->epoch(), 0U);
  ASSERT_TRUE(open()->raise_epoch(7).ok());
  EXPECT_EQ(open()->epoch(), 7U);
  EXPECT_EQ(open()->raise_epoch(6).error().code, Err::rollback);
  EXPECT_TRUE(open()->raise_epoch(7).ok());
  EXPECT_EQ(open()->epoch(), 7U);
}

TEST_F(FileKeys, do_not_pretend_to_have_raised_an_epoch_that_could_not_be_written) {
  ASSERT_TRUE(FileProvider::make(folder_.path()).ok());
  const auto keys = open();
  std::filesystem::remove_all(folder_.path());
  EXPECT_FALSE(keys->raise_epoch(3).ok());
  EXPECT_EQ(keys->epoch(), 0U);
}

TEST_F(FileKeys, say_what_they_are) {
  ASSERT_TRUE(FileProvider::make(folder_.path()).ok());
  EXPECT_FALSE(open()->hardware());
  EXPECT_TRUE(open()->description().starts_with("file"));
}

TEST(EpochFile, holds_eight_bytes_and_no_more) {
  EXPECT_EQ(*parse_epoch(encode_epoch(0x0102030405060708)), 0x0102030405060708U);
  EXPECT_FALSE(parse_epoch(Buffer(7)).ok());
  EXPECT_FALSE(parse_epoch(Buffer(9)).ok());
}

}  // namespace
}  // namespace cardea::vault
