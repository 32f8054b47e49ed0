// SPDX-License-Identifier: Apache-2.0
// Every regular file below a folder, without following links, up to a bound: what the target's folders may hold.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
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

inline constexpr std::size_t kSearchedFileMax = 64U << 20;

bool holds(Bytes content, Bytes needle);

struct Holders {
  std::vector<std::string> paths;  // below the folder; the first 50
  std::size_t searched = 0;
  bool complete = true;  // every file was read
};

// The files in which the bytes stand as they are: what is sealed, compressed or encoded holds nothing.
Result<Holders> files_that_hold(const std::string& folder, Bytes needle);

}  // namespace cardea::assess
