// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/elf.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto facts = assess::parse_elf(input);
  if (!facts) return;
  require(input.size() >= 64, "no program is shorter than its header");
  require(facts->run_paths.size() <= 8, "run paths are bounded");
  require(facts->relro != assess::Relro::full || facts->bind_now || !facts->dynamic, "full RELRO means nothing is bound late");
}
