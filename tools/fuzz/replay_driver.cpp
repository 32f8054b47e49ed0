// SPDX-License-Identifier: Apache-2.0
// Replays a corpus folder: every file, every prefix step and a few thousand seeded mutations of it, so that CI
// keeps what fuzzing found. An empty or missing corpus is an error: a replay of nothing proves nothing.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tools/fuzz/fuzz.hpp"

namespace {

constexpr int kMutationsPerFile = 2000;

cardea::Buffer read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void mutate(cardea::Buffer& input, std::mt19937& random) {
  const auto pick = [&](std::size_t below) { return static_cast<std::size_t>(random() % std::max<std::size_t>(below, 1)); };
  switch (random() % 4) {
    case 0:
      if (!input.empty()) input[pick(input.size())] ^= static_cast<std::uint8_t>(1U << (random() % 8));
      break;
    case 1:
      if (!input.empty()) input[pick(input.size())] = static_cast<std::uint8_t>(random());
      break;
    case 2:
      if (!input.empty()) input.erase(input.begin() + static_cast<std::ptrdiff_t>(pick(input.size())));
      break;
    default:
      input.insert(input.begin() + static_cast<std::ptrdiff_t>(pick(input.size() + 1)), static_cast<std::uint8_t>(random()));
  }
}

void replay(const cardea::Buffer& seed) {
  fuzz(seed);
  const std::size_t step = std::max<std::size_t>(1, seed.size() / 256);
  for (std::size_t n = 0; n < seed.size(); n += step) fuzz(cardea::Bytes(seed).first(n));
  std::mt19937 random(20261123);  // the same mutations in every run
  for (int i = 0; i < kMutationsPerFile; ++i) {
    cardea::Buffer input = seed;
    for (unsigned k = 0; k <= random() % 4; ++k) mutate(input, random);
    fuzz(input);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: %s CORPUS\n", argv[0]), 2;
  std::size_t files = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1], error)) {
    if (!entry.is_regular_file()) continue;
    replay(read(entry.path()));
    ++files;
  }
  if (error || files == 0) return std::fprintf(stderr, "fuzz: no corpus in %s\n", argv[1]), 1;
  std::printf("replayed %zu files\n", files);
  return 0;
}
