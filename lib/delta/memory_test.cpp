// SPDX-License-Identifier: Apache-2.0
// What a device needs to apply a delta, measured on the real program: the most memory it ever had.
#include <gtest/gtest.h>

#include <cstdio>

#include "lib/delta/delta_fixture.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::delta {
namespace {

std::string said_by(const std::string& command) {
  std::string said(256, '\0');
  FILE* pipe = ::popen(command.c_str(), "re");  // NOLINT(cert-env33-c): our own program, our own folder
  if (pipe == nullptr) return {};
  said.resize(std::fread(said.data(), 1, said.size(), pipe));
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return said;
}

// KiB of the program that applies it.
long memory_to_apply(const Pair& pair) {
  const store::ScratchDirectory folder;
  EXPECT_TRUE(store::write_file(folder / "old", pair.old_image).ok());
  EXPECT_TRUE(store::write_file(folder / "delta", pair.made.delta).ok());
  const std::string said =
      said_by(std::string(CARDEA_BIN_DIR) + "/cardea-delta-apply " + (folder / "old") + " " + (folder / "delta") + " " +
              std::to_string(pair.made.head_size) + " " + to_hex(pair.superblock.root) + " " + (folder / "new"));
  EXPECT_TRUE(*store::read_file(folder / "new", pair.image.size()) == pair.image);
  return std::stol(said);
}

Pair rebuilt_of(std::size_t blocks) {
  const Buffer old_image = noise(blocks * image::kBlock, 1);
  return Pair(old_image, rebuilt(old_image, blocks * image::kBlock));
}

void expect_bounded(const Pair& small_one, const Pair& large_one) {
  const long small = memory_to_apply(small_one);
  const long large = memory_to_apply(large_one);
  EXPECT_LE(large, 16 << 10);
  EXPECT_LE(large, small + 1024);
}

TEST(DeltaMemory, stays_below_16_MiB_and_does_not_grow_with_the_image) {
  expect_bounded(rebuilt_of(1'500), rebuilt_of(6'000));
}

TEST(DeltaMemory, of_a_whole_image_compressed_neither) {
  expect_bounded(Pair::packed(noise(1'500 * image::kBlock, 1)), Pair::packed(noise(6'000 * image::kBlock, 1)));
}

}  // namespace
}  // namespace cardea::delta
