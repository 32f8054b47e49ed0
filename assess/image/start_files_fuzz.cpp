// SPDX-License-Identifier: Apache-2.0
#include "assess/image/plain_fuzz.hpp"
#include "assess/image/start_files.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  if (const auto unit = assess::parse_unit_file(input)) {
    require_plain(unit->program);
    require_plain(unit->user);
  }
  for (const auto& started : {assess::parse_inittab(input), assess::parse_inetd(input)}) {
    if (!started) continue;
    require(started->size() <= assess::kStartedMax, "what starts is bounded");
    for (const assess::Started& one : *started) {
      require(!one.program.empty(), "each has a program");
      for (const std::string& text : {one.name, one.program, one.user, one.terminal}) require_plain(text);
    }
  }
}
