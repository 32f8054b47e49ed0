// SPDX-License-Identifier: Apache-2.0
#include "sim/disk/volume.hpp"

#include <gmock/gmock.h>

namespace cardea::sim {
namespace {

using Kind = Operation::Kind;

Operation make_file(Inode file, const std::string& name, const std::string& folder = "") {
  Operation made;
  made.kind = Kind::enter;
  made.file = file;
  made.folder = folder;
  made.name = name;
  return made;
}

Operation write_to(Inode file, std::string_view text, std::uint64_t offset = 0) {
  Operation write;
  write.kind = Kind::write;
  write.file = file;
  write.offset = offset;
  write.bytes = to_buffer(as_bytes(text));
  return write;
}

Operation sync_of(Inode file) {
  Operation sync;
  sync.kind = Kind::sync_file;
  sync.file = file;
  return sync;
}

Operation sync_of_root() {
  Operation sync;
  sync.kind = Kind::sync_folder;
  return sync;
}

// What the file "a" may hold after a cut; "-" when there is none.
std::set<std::string> contents(const Volume& volume) {
  std::mt19937_64 chance(1);
  std::set<std::string> all;
  for (const Outcome& outcome : volume.outcomes(1000, chance)) {
    const Tree tree = volume.after_cut(outcome);
    const auto it = tree.names.find("a");
    all.insert(it == tree.names.end() ? "-" : std::string(as_text(tree.files.at(it->second))));
  }
  return all;
}

TEST(Volume, owes_nothing_that_was_not_synced) {
  Volume volume{Tree{}};
  volume.take(make_file(1, "a"));
  volume.take(write_to(1, "wxyz"));
  EXPECT_EQ(contents(volume), (std::set<std::string>{"-", "", "wxyz", "wx", std::string(4, '\0')}));
}

TEST(Volume, may_tear_a_write_between_two_sectors_either_way) {
  Volume volume{Tree{}};
  volume.take(make_file(1, "a"));
  volume.take(sync_of_root());
  volume.take(write_to(1, std::string(512, 'x')));
  volume.take(sync_of(1));
  volume.take(write_to(1, "wxyz", 510));
  const std::string before(510, 'x');
  EXPECT_EQ(contents(volume), (std::set<std::string>{before + "xx", before + "wxyz", before + "wx", before + "xxyz",
                                                     before + std::string(4, '\0')}));
}

TEST(Volume, keeps_the_content_of_a_synced_file_but_not_its_name) {
  Volume volume{Tree{}};
  volume.take(make_file(1, "a"));
  volume.take(write_to(1, "wxyz"));
  volume.take(sync_of(1));
  EXPECT_EQ(contents(volume), (std::set<std::string>{"-", "wxyz"}));
  volume.take(sync_of_root());
  EXPECT_EQ(contents(volume), (std::set<std::string>{"wxyz"}));
}

TEST(Volume, may_keep_a_rename_without_the_content) {
  Tree start;
  start.names["a"] = 1;
  start.files[1] = to_buffer(as_bytes("old"));
  Volume volume{start};
  volume.take(make_file(2, "b"));
  volume.take(write_to(2, "new"));
  Operation move = make_file(2, "a");
  move.kind = Kind::move;
  move.old_name = "b";
  volume.take(move);
  const auto all = contents(volume);
  EXPECT_THAT(all, testing::IsSupersetOf({std::string("old"), std::string(""), std::string("new")}));
  EXPECT_FALSE(all.contains("-"));
}

TEST(Volume, keeps_the_names_of_a_folder_in_their_order) {
  Volume volume{Tree{}};
  volume.take(make_file(1, "a"));
  Operation gone = make_file(0, "a");
  gone.kind = Kind::remove;
  volume.take(gone);
  volume.take(make_file(2, "c"));
  std::mt19937_64 chance(1);
  for (const Outcome& outcome : volume.outcomes(1000, chance)) {
    const Tree tree = volume.after_cut(outcome);
    EXPECT_FALSE(tree.names.contains("a") && tree.names.contains("c"));
  }
}

TEST(Volume, loses_what_lies_in_a_folder_that_is_not_there) {
  Volume volume{Tree{}};
  Operation folder;
  folder.kind = Kind::enter_folder;
  folder.name = "f";
  volume.take(folder);
  volume.take(make_file(1, "x", "f"));
  Operation sync = sync_of_root();
  sync.folder = "f";
  volume.take(sync);
  std::mt19937_64 chance(1);
  for (const Outcome& outcome : volume.outcomes(1000, chance)) {
    const Tree tree = volume.after_cut(outcome);
    EXPECT_EQ(tree.names.contains("f/x"), tree.folders.contains("f"));
  }
}

TEST(Volume, bounds_the_outcomes_and_still_tries_the_extremes) {
  Volume volume{Tree{}};
  volume.take(make_file(1, "a"));
  for (std::uint64_t i = 0; i < 20; ++i) volume.take(write_to(1, "wxyz", i * 4));
  std::mt19937_64 chance(1);
  const auto some = volume.outcomes(400, chance);
  EXPECT_EQ(some.size(), 400U);
  const auto all = contents(volume);
  EXPECT_TRUE(all.contains(""));
  std::string whole;
  for (int i = 0; i < 20; ++i) whole += "wxyz";
  EXPECT_TRUE(all.contains(whole));
}

}  // namespace
}  // namespace cardea::sim
