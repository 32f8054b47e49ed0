// SPDX-License-Identifier: Apache-2.0
#include "maker/release/key_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::release {
namespace {

TEST(KeyFile, is_read_back_as_the_same_key_and_is_private) {
  const store::ScratchDirectory folder;
  const auto made = make_key_file(folder / "root.seed");
  ASSERT_TRUE(made.ok());
  struct stat about{};
  ASSERT_EQ(::stat((folder / "root.seed").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  const auto read = read_key_file(folder / "root.seed");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)->public_key(), (*made)->public_key());
}

TEST(KeyFile, is_never_overwritten) {
  const store::ScratchDirectory folder;
  ASSERT_TRUE(make_key_file(folder / "root.seed").ok());
  const auto again = make_key_file(folder / "root.seed");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Err::exists);
}

TEST(KeyFile, that_others_may_read_is_refused) {
  const store::ScratchDirectory folder;
  ASSERT_TRUE(make_key_file(folder / "root.seed").ok());
  ASSERT_EQ(::chmod((folder / "root.seed").c_str(), 0640), 0);
  const auto read = read_key_file(folder / "root.seed");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, Err::refused);
  EXPECT_NE(read.error().hint.find("chmod 600"), std::string::npos);
}

TEST(KeyFile, that_is_damaged_or_missing_is_refused) {
  const store::ScratchDirectory folder;
  ASSERT_TRUE(store::write_file(folder / "short", as_bytes("00ff\n")).ok());
  ASSERT_TRUE(store::write_file(folder / "letters", as_bytes(std::string(64, 'x'))).ok());
  ASSERT_TRUE(store::write_file(folder / "long", as_bytes(std::string(500, '0'))).ok());
  for (const char* name : {"short", "letters", "long", "missing"}) EXPECT_FALSE(read_key_file(folder / name).ok()) << name;
}

}  // namespace
}  // namespace cardea::release
