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

// KiB of the program that applies the delta between two images of so many blocks.
long memory_to_apply(std::size_t blocks) {
  const store::ScratchDirectory folder;
  const Buffer old_image = noise(blocks * image::kBlock, 1);
  const Pair pair(old_image, rebuilt(old_image, blocks * image::kBlock));
  EXPECT_TRUE(store::write_file(folder / "old", old_image).ok());
  EXPECT_TRUE(store::write_file(folder / "delta", pair.made.delta).ok());
  const std::string said =
      said_by(std::string(CARDEA_BIN_DIR) + "/cardea-delta-apply " + (folder / "old") + " " + (folder / "delta") + " " +
              std::to_string(pair.made.head_size) + " " + to_hex(pair.superblock.root) + " " + (folder / "new"));
  EXPECT_TRUE(*store::read_file(folder / "new", pair.image.size()) == pair.image);
  return std::stol(said);
}

TEST(DeltaMemory, stays_below_16_MiB_and_does_not_grow_with_the_image) {
  const long small = memory_to_apply(1'500);
  const long large = memory_to_apply(6'000);
  EXPECT_LE(large, 16 << 10);
  EXPECT_LE(large, small + 1024);
}

}  // namespace
}  // namespace cardea::delta
