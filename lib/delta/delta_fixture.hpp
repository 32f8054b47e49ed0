// SPDX-License-Identifier: Apache-2.0
// For tests: images of any size, and the delta between two of them.
#pragma once

#include <gtest/gtest.h>

#include "lib/delta/make/make.hpp"
#include "lib/image/tree.hpp"

namespace cardea::delta {

inline Buffer noise(std::size_t size, std::uint32_t seed) {
  Buffer bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>((seed = seed * 1664525 + 1013904223) >> 24);
  return bytes;
}

// A new image and the delta that makes it from an old one.
struct Pair {
  Buffer old_image, data;
  image::Superblock superblock;
  Buffer image;  // data, tree and superblock
  Made made;

  Pair(Buffer old_in, Buffer data_in) : Pair(std::move(data_in)) {
    old_image = std::move(old_in);
    made = *make_delta(old_image, data, superblock);
  }
  static Pair packed(Buffer data_in) {
    Pair pair(std::move(data_in));
    pair.made = *make_packed(pair.data, pair.superblock);
    return pair;
  }
  Bytes head() const { return Bytes(made.delta).first(made.head_size); }
  Result<Applier> open(std::uint64_t done = 0) const { return Applier::open(head(), made.head_sha256, superblock.root, done); }
  Bytes group(const Group& group) const { return Bytes(made.delta).subspan(static_cast<std::size_t>(group.offset), group.size); }

 private:
  explicit Pair(Buffer data_in) : data(std::move(data_in)) {
    superblock.data_blocks = data.size() / image::kBlock;
    superblock.salt.fill(7);
    image = data;
    image.resize(data.size() + image::tree_shape(superblock.data_blocks).blocks * image::kBlock);
    image::TreeHasher tree(superblock.data_blocks, superblock.salt, [&](std::uint64_t block, Bytes content) -> Status {
      std::copy(content.begin(), content.end(), image.begin() + static_cast<std::ptrdiff_t>(data.size() + block * image::kBlock));
      return kOk;
    });
    for (std::size_t at = 0; at < data.size(); at += image::kBlock)
      EXPECT_TRUE(tree.add(Bytes(data).subspan(at, image::kBlock)).ok());
    superblock.root = *tree.finish();
    const Buffer last = image::encode_superblock(superblock);
    image.insert(image.end(), last.begin(), last.end());
  }
};

// Code that moved by some bytes and whose addresses changed, as a rebuilt program looks.
inline Buffer rebuilt(const Buffer& old_image, std::size_t size) {
  Buffer data = noise(1000, 99);
  data.insert(data.end(), old_image.begin(), old_image.end());
  for (std::size_t i = 0; i < data.size(); i += 97) data[i] = static_cast<std::uint8_t>(data[i] + 3);
  data.resize(size);
  return data;
}

}  // namespace cardea::delta
