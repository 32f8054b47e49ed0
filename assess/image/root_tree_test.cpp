// SPDX-License-Identifier: Apache-2.0
#include "assess/image/root_tree.hpp"

#include <sys/stat.h>

#include "assess/image/scratch_tree.hpp"

namespace cardea::assess {
namespace {

constexpr std::size_t kMax = 1000;

std::string text_of(const Result<Buffer>& read) {
  return read ? std::string(as_text(*read)) : std::string("not read");
}

TEST(RootTree, takes_the_folder_for_the_root_of_every_link) {
  ScratchTree image;
  image.file("usr/lib/unit", "inside")
      .link("etc/unit", "/usr/lib/unit")
      .link("lib", "usr/lib")
      .link("up", "../../../usr/lib/unit");
  const RootTree tree = image.open();
  for (const char* path : {"usr/lib/unit", "etc/unit", "lib/unit", "up", "/usr/lib/unit"})
    EXPECT_EQ(text_of(tree.read(path, kMax)), "inside") << path;
  EXPECT_EQ(tree.link("etc/unit"), "/usr/lib/unit");
  EXPECT_EQ(tree.link("usr/lib/unit"), "");
}

TEST(RootTree, reads_nothing_outside_of_it) {
  ScratchTree image;
  ASSERT_TRUE(store::write_file(image.outside() + "/secret", as_bytes(std::string_view("outside"))).ok());
  image.link("absolute", image.outside() + "/secret")
      .link("relative", "../secret")
      .link("out", "..")
      .link("deep/out", "../../..");
  image.link("magic", "/proc/self/root" + image.outside() + "/secret").link("folder", image.outside());
  const RootTree tree = image.open();
  for (const char* path :
       {"absolute", "relative", "out/secret", "deep/out/secret", "magic", "../secret", "folder/secret", "etc/../../secret"}) {
    EXPECT_EQ(text_of(tree.read(path, kMax)), "not read") << path;
    EXPECT_FALSE(tree.has(path)) << path;
  }
  EXPECT_FALSE(tree.names("folder").ok());
}

TEST(RootTree, links_that_go_round_are_refused) {
  ScratchTree image;
  image.link("a", "b").link("b", "a");
  EXPECT_EQ(image.open().read("a", kMax).error().code, Err::refused);
}

TEST(RootTree, opens_no_pipe_and_no_folder_as_a_file) {
  ScratchTree image;
  image.file("etc/hosts", "");
  ASSERT_EQ(::mkfifo((image.root() + "/endless").c_str(), 0600), 0);
  const RootTree tree = image.open();
  EXPECT_EQ(tree.read("endless", kMax).error().code, Err::refused);
  EXPECT_EQ(tree.read("etc", kMax).error().code, Err::refused);
  EXPECT_EQ(tree.read("etc/none", kMax).error().code, Err::not_found);
  EXPECT_FALSE(tree.names("etc/hosts").ok());
}

TEST(RootTree, a_file_that_claims_ten_gigabytes_is_not_read) {
  ScratchTree image;
  image.file("sparse", "x");
  std::filesystem::resize_file(image.root() + "/sparse", 10ULL << 30);
  const RootTree tree = image.open();
  EXPECT_EQ(tree.read("sparse", kMax).error().code, Err::too_large);
  image.file("just", std::string(kMax, 'x')).file("over", std::string(kMax + 1, 'x'));
  EXPECT_TRUE(tree.read("just", kMax).ok());
  EXPECT_EQ(tree.read("over", kMax).error().code, Err::too_large);
}

TEST(RootTree, lists_a_folder_up_to_a_bound_and_says_so) {
  ScratchTree image;
  image.file("few/b", "").file("few/a", "");
  std::filesystem::create_directory(image.root() + "/many");
  for (std::size_t i = 0; i <= kNamesMax; ++i) std::filesystem::create_symlink("x", image.root() + "/many/" + std::to_string(i));
  const RootTree tree = image.open();
  EXPECT_EQ(tree.names("few")->names, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(tree.names("few")->complete);
  EXPECT_FALSE(tree.names("many")->complete);
  EXPECT_EQ(tree.names("none").error().code, Err::not_found);
}

TEST(RootTree, is_a_folder) {
  ScratchTree image;
  image.file("etc/hosts", "");
  EXPECT_FALSE(RootTree::open(image.root() + "/etc/hosts").ok());
  EXPECT_FALSE(RootTree::open(image.root() + "/none").ok());
}

}  // namespace
}  // namespace cardea::assess
