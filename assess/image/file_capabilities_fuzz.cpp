// SPDX-License-Identifier: Apache-2.0
#include "assess/image/file_capabilities.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto found = assess::parse_file_capabilities(input);
  if (!found) return;
  require(input.size() <= 24, "no revision is longer");
  require(found->names().empty() == (found->permitted == 0), "each right has a name");
}
