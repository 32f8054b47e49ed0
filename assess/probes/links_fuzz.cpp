// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/links.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto paths = assess::paths_in(as_text(input));
  require(paths.size() <= assess::kLinksMax, "the number of paths is bounded");
  for (const std::string& path : paths) {
    require(path.starts_with("/") && !path.starts_with("//"), "a path starts with one slash");
    require(path.size() <= assess::kLinkBytesMax + 1, "a path is bounded");
    for (const char c : path) require(c > 0x20 && c < 0x7f, "a path can stand in a request");
  }
}
