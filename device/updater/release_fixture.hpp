// SPDX-License-Identifier: Apache-2.0
// What a maker releases, for the tests of updater: programs of two versions that differ a little, and the delta between images.
#pragma once

#include "lib/delta/make/make.hpp"
#include "lib/image/image.hpp"
#include "lib/tuf/delta_info.hpp"
#include "lib/tuf/release_info.hpp"
#include "lib/tuf/test_repository.hpp"

namespace cardea::updater {

// Bytes that compress badly and repeat nowhere; two versions of a program differ in a few of them, so many bytes apart.
inline std::string program_text(const std::string& version, std::size_t size, std::size_t apart = 90'000, unsigned bits = 8) {
  std::string text(size, ' ');
  std::uint32_t state = 1;
  for (char& c : text) c = static_cast<char>((state = state * 1664525 + 1013904223) >> (32 - bits));
  for (std::size_t at = 1000; at + version.size() < size; at += apart) text.replace(at, version.size(), version);
  return text + version;
}

struct RunningImage {
  Buffer bytes;
  crypto::Digest256 root{};
};

// Adds the difference from what runs to `image`. Returns its path in the repository; the caller publishes.
inline std::string add_delta(tuf::TestRepository& repository, const RunningImage& from, Bytes image, const std::string& model,
                             const std::string& version) {
  const image::Superblock superblock = *image::parse_superblock(image.last(image::kBlock));
  const Bytes data = image.first(static_cast<std::size_t>(superblock.data_blocks) * image::kBlock);
  const auto made = delta::make_delta(from.bytes, data, superblock);
  const tuf::DeltaInfo about{model, from.root, superblock.root, static_cast<std::uint32_t>(made->head_size), made->head_sha256};
  const std::string name = model + "-to-" + version + ".delta";
  repository.add_target(name, made->delta, tuf::encode_delta_info(about));
  return "targets/" + to_hex(crypto::sha256(made->delta)) + "." + name;
}

// Adds `image` as it is compressed for devices that run anything. Returns its path in the repository; the caller publishes.
inline std::string add_packed(tuf::TestRepository& repository, Bytes image, const std::string& model,
                              const std::string& version) {
  const image::Superblock superblock = *image::parse_superblock(image.last(image::kBlock));
  const auto made =
      delta::make_packed(image.first(static_cast<std::size_t>(superblock.data_blocks) * image::kBlock), superblock);
  const tuf::DeltaInfo about{model, std::nullopt, superblock.root, static_cast<std::uint32_t>(made->head_size),
                             made->head_sha256};
  const std::string name = model + "-" + version + ".pack";
  repository.add_target(name, made->delta, tuf::encode_delta_info(about));
  return "targets/" + to_hex(crypto::sha256(made->delta)) + "." + name;
}

}  // namespace cardea::updater
