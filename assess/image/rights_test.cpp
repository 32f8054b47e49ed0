// SPDX-License-Identifier: Apache-2.0
#include "assess/image/rights.hpp"

#include <sys/xattr.h>

#include "assess/image/scratch_tree.hpp"

namespace cardea::assess {
namespace {

using List = std::vector<std::string>;

std::string owner() {
  return std::to_string(::geteuid());
}

TEST(FileRights, are_those_of_programs_that_run_as_somebody_else) {
  ScratchTree image;
  image.file("bin/su", "x", 04755).file("bin/wall", "x", 02755).file("bin/sh", "x", 0755).file("var/lock", "x", 02644);
  const FileRights found = rights_in(image.open());
  EXPECT_EQ(found.set_user_id, (List{"/bin/su (uid " + owner() + ", 4755)"}));
  ASSERT_EQ(found.set_group_id.size(), 1U);
  EXPECT_TRUE(found.set_group_id.front().starts_with("/bin/wall (gid "));
  EXPECT_EQ(found.open_to_all, List{});
  EXPECT_EQ(found.files, 4);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.of_root, ::geteuid() == 0);
}

TEST(FileRights, that_everybody_may_change_are_told) {
  ScratchTree image;
  image.file("bin/open", "x", 04757).file("tmp/mine", "x", 0777);
  EXPECT_EQ(rights_in(image.open()).open_to_all, (List{"/bin/open"}));
}

TEST(FileRights, of_capabilities_are_read_where_the_file_system_keeps_them) {
  ScratchTree image;
  image.file("bin/ping", "x", 0755);
  const Buffer net_raw{1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const std::string path = image.root() + "/bin/ping";
  if (::setxattr(path.c_str(), "security.capability", net_raw.data(), net_raw.size(), 0) != 0)
    GTEST_SKIP() << "this user or file system gives no capabilities";
  EXPECT_EQ(rights_in(image.open()).capabilities, (List{"/bin/ping (cap_net_raw)"}));
}

TEST(FileRights, behind_links_are_not_looked_for) {
  ScratchTree image;
  std::filesystem::create_directory(image.outside() + "/bin");
  ASSERT_TRUE(store::write_file(image.outside() + "/bin/su", as_bytes(std::string_view("x")), 04755).ok());
  image.link("bin", image.outside() + "/bin").link("su", "../bin/su").link("round", ".");
  const FileRights found = rights_in(image.open());
  EXPECT_EQ(found.set_user_id, List{});
  EXPECT_EQ(found.files, 0);
  EXPECT_TRUE(found.complete);
}

TEST(FileRights, programs_for_debugging_are_told_by_their_names) {
  ScratchTree image;
  image.file("usr/bin/gdbserver", "x").file("usr/bin/gdbserver-manual", "x").link("usr/sbin/telnetd", "/bin/busybox");
  EXPECT_EQ(rights_in(image.open()).debug_programs, (List{"/usr/bin/gdbserver", "/usr/sbin/telnetd"}));
}

TEST(FileRights, below_too_many_folders_are_not_found_and_this_is_told) {
  ScratchTree image;
  std::string path;
  for (int i = 0; i <= kDepthMax; ++i) path += "d/";
  image.file(path + "su", "x", 04755);
  const FileRights found = rights_in(image.open());
  EXPECT_EQ(found.set_user_id, List{});
  EXPECT_FALSE(found.complete);
}

TEST(FileRights, behind_a_folder_that_cannot_be_read_are_found_all_the_same) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every folder";
  ScratchTree image;
  image.file("a/shut/x", "x").file("b/su", "x", 04755).file("c/shut/x", "x");
  for (const char* shut : {"/a/shut", "/c/shut"}) ::chmod((image.root() + shut).c_str(), 0);
  const FileRights found = rights_in(image.open());
  for (const char* shut : {"/a/shut", "/c/shut"}) ::chmod((image.root() + shut).c_str(), 0700);
  EXPECT_EQ(found.set_user_id.size(), 1U);
  EXPECT_FALSE(found.complete);
}

TEST(FileRights, are_told_up_to_a_bound) {
  ScratchTree image;
  for (std::size_t i = 0; i <= kRightsToldMax; ++i) image.file("bin/" + std::to_string(i), "x", 04755);
  const FileRights found = rights_in(image.open());
  EXPECT_EQ(found.set_user_id.size(), kRightsToldMax);
  EXPECT_FALSE(found.complete);
}

}  // namespace
}  // namespace cardea::assess
