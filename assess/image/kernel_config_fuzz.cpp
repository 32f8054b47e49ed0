// SPDX-License-Identifier: Apache-2.0
#include "assess/image/gzip.hpp"
#include "assess/image/kernel_config.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  constexpr std::size_t kMax = 100'000;
  if (const auto unpacked = assess::unpack_gzip(input, kMax)) require(unpacked->size() <= kMax, "the bound holds");
  const auto config = assess::parse_kernel_config(input);
  if (!config) return;
  require(config->options > 0, "an empty file is none");
  require(config->hardens.size() + config->lacks.size() + config->silent.size() <= 16, "each option is told once");
}
