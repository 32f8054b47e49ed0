// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/proc_text.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

// All formats read every input: what is one kernel file is garbage to the other parsers.
void fuzz(Bytes input) {
  (void)assess::parse_proc_status(input);
  if (const auto stat = assess::parse_proc_stat(input)) require(stat->state != ' ', "a state is a letter");
  if (const auto maps = assess::parse_proc_maps(input)) {
    require(maps->writable_and_executable.size() <= maps->mappings, "only mappings are listed");
    require(maps->writable_and_executable.size() <= 20, "the list is bounded");
  }
  if (const auto sockets = assess::parse_proc_sockets(input)) {
    require(sockets->size() <= input.size(), "no socket out of nothing");
    for (const auto& socket : *sockets) require(!socket.address.empty(), "each socket has an address");
  }
}
