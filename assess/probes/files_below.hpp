// SPDX-License-Identifier: Apache-2.0
// Every regular file below a folder, without following links, up to a bound: what the target's folders may hold.
#pragma once

#include <string>
#include <vector>

#include "lib/base/result.hpp"

namespace cardea::assess {

struct FoundFile {
  std::string path;  // below the folder
  unsigned mode = 0;
  std::uint32_t uid = 0;
  std::uint64_t size = 0;
};

struct FoundFiles {
  std::vector<FoundFile> files;
  bool complete = true;  // false: the bound was reached, or a folder could not be read
};

Result<FoundFiles> files_below(const std::string& folder);

}  // namespace cardea::assess
