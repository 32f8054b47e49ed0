// SPDX-License-Identifier: Apache-2.0
// An unpacked root file system, as the unit itself would see it: "/" is its folder, and no link and no ".." leads out of it. The
// image is a stranger's: what is no regular file is not opened, and nothing longer than its bound is read.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

inline constexpr std::size_t kNamesMax = 1024;

struct NamesInFolder {
  std::vector<std::string> names;  // sorted
  bool complete = true;
};

class RootTree {
 public:
  static Result<RootTree> open(const std::string& folder);

  const std::string& folder() const { return folder_; }

  // Err::not_found when there is none; Err::refused for what is no regular file, or lies behind links that go round.
  Result<Buffer> read(const std::string& path, std::size_t max) const;
  Result<NamesInFolder> names(const std::string& path) const;
  bool has(const std::string& path) const;
  bool may_be_run(const std::string& path) const;
  std::string link(const std::string& path) const;  // what the last name is a link to; empty: it is none

 private:
  RootTree(std::string folder, UniqueFd fd) : folder_(std::move(folder)), fd_(std::move(fd)) {}
  Result<UniqueFd> find(const std::string& path, unsigned long long flags) const;

  std::string folder_;
  UniqueFd fd_;
};

}  // namespace cardea::assess
