// SPDX-License-Identifier: Apache-2.0
#include "service/update/repository.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "lib/crypto/crypto.hpp"

namespace cardea::service {
namespace {

class Repository : public testing::Test {
 protected:
  Repository() : directory_(testing::TempDir() + "repository-" + to_hex(crypto::random_buffer(6))), repository_(*UpdateRepository::open(directory_)) {}
  ~Repository() override { std::filesystem::remove_all(directory_); }

  std::string directory_;
  UpdateRepository repository_;
};

TEST_F(Repository, a_target_is_taken_only_under_its_own_hash) {
  const Bytes content = as_bytes("an image");
  const std::string right = to_hex(crypto::sha256(content)) + ".speaker-1.1.0";
  EXPECT_TRUE(repository_.put_target(right, content).ok());
  EXPECT_EQ(repository_.target(right)->size, content.size());
  EXPECT_EQ(repository_.put_target(right, as_bytes("another image")).error().code, Err::unauthentic);
  EXPECT_EQ(repository_.put_target("speaker-1.1.0", content).error().code, Err::unauthentic);
}

TEST_F(Repository, names_that_could_leave_the_folder_are_refused) {
  for (const char* name : {"", ".", "..", "../root.json", "a/b.json", ".hidden.json", "a\0b.json", "a b.json", "root.json\n"}) {
    EXPECT_FALSE(repository_.put_metadata(name, as_bytes("{}")).ok()) << name;
    EXPECT_FALSE(repository_.metadata(name).ok()) << name;
  }
  EXPECT_FALSE(repository_.put_metadata("timestamp.txt", as_bytes("{}")).ok());
}

TEST_F(Repository, a_missing_file_is_not_found) { EXPECT_EQ(repository_.metadata("1.root.json").error().code, Err::not_found); }

TEST(ByteRange, is_clipped_to_the_file) {
  EXPECT_EQ(parse_range("bytes=0-", 10)->length, 10U);
  EXPECT_EQ(parse_range("bytes=4-99", 10)->length, 6U);
  EXPECT_EQ(parse_range("bytes=9-9", 10)->first, 9U);
}

TEST(ByteRange, outside_the_file_or_in_another_form_is_refused) {
  for (const char* header : {"", "bytes=", "bytes=-5", "bytes=10-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=99999999999999999999-"}) {
    EXPECT_FALSE(parse_range(header, 10).ok()) << header;
  }
  EXPECT_FALSE(parse_range("bytes=0-0", 0).ok());
}

}  // namespace
}  // namespace cardea::service
