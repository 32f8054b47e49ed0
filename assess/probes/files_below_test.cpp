// SPDX-License-Identifier: Apache-2.0
// Folders of a target may hold anything: what goes round, has no bottom, or claims to be larger than any disk.
#include "assess/probes/files_below.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "assess/image/scratch_tree.hpp"

namespace cardea::assess {
namespace {

FoundFiles below(const std::string& folder) {
  auto found = files_below(folder);
  EXPECT_TRUE(found.ok());
  return found ? std::move(*found) : FoundFiles{};
}

// Holes, and no block of a disk.
void write_sparse(const std::string& path, off_t size) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::ftruncate(fd.get(), size), 0);
}

TEST(FilesBelow, are_listed_and_no_link_is_followed) {
  ScratchTree tree;
  tree.file("a/b", "x").file("c", "y");
  std::filesystem::create_directory_symlink("/", tree.root() + "/out");
  std::filesystem::create_directory_symlink(".", tree.root() + "/a/round");
  std::filesystem::create_symlink("/etc/passwd", tree.root() + "/file");
  const FoundFiles found = below(tree.root());
  ASSERT_EQ(found.files.size(), 2U);
  EXPECT_EQ(found.files[0].path, "a/b");
  EXPECT_EQ(found.files[1].path, "c");
  EXPECT_TRUE(found.complete);
}

TEST(FilesBelow, what_is_no_file_is_not_opened) {
  ScratchTree tree;
  tree.file("c", "y");
  ASSERT_EQ(::mkfifo((tree.root() + "/pipe").c_str(), 0600), 0);
  const auto holders = files_that_hold(tree.root(), as_bytes("y"));
  ASSERT_TRUE(holders.ok());
  EXPECT_EQ(holders->paths, std::vector<std::string>{"c"});
  EXPECT_TRUE(holders->complete);
}

TEST(FilesBelow, too_deep_are_not_found_and_this_is_told) {
  ScratchTree tree;
  std::string path = tree.root();
  for (int level = 0; level < 200; ++level) {
    path += "/d";
    ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
  }
  tree.file("c", "y");
  const FoundFiles found = below(tree.root());
  EXPECT_EQ(found.files.size(), 1U);
  EXPECT_FALSE(found.complete);
}

TEST(FilesBelow, that_claim_ten_gigabytes_are_not_read_and_this_is_told) {
  ScratchTree tree;
  tree.file("c", "y");
  write_sparse(tree.root() + "/sparse", off_t{10} << 30);
  EXPECT_TRUE(below(tree.root()).complete);
  const auto holders = files_that_hold(tree.root(), as_bytes("y"));
  ASSERT_TRUE(holders.ok());
  EXPECT_EQ(holders->searched, 1U);
  EXPECT_FALSE(holders->complete);
}

TEST(FilesBelow, are_together_no_more_than_a_disk_can_be_read_through) {
  ScratchTree tree;
  for (int i = 0; i < 30; ++i) write_sparse(tree.root() + "/" + std::to_string(i), off_t{200} << 20);
  const FoundFiles found = below(tree.root());
  EXPECT_LT(found.files.size(), 30U);
  EXPECT_FALSE(found.complete);
}

TEST(FilesBelow, are_of_any_name) {
  ScratchTree tree;
  tree.file("a\x1b[2J\n<b>\xff", "y");
  ASSERT_EQ(below(tree.root()).files.size(), 1U);
}

}  // namespace
}  // namespace cardea::assess
