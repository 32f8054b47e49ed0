// SPDX-License-Identifier: Apache-2.0
// Which files of the update repository belong to which release, as the published metadata says. For finding things only: nothing
// here is verified, because nobody trusts the service for it. A forged list would let a roll-out speak of the wrong file, which
// devices then refuse.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lib/tuf/release_info.hpp"
#include "service/update/repository.hpp"

namespace cardea::service {

struct ReleaseFile {
  std::string model;
  std::string version;
  std::string file;       // "HASH.NAME", as in targets/
  bool is_delta = false;  // from an older image to this release: governed with it, of no use to a device that has no old one
};

// The newest release of each model, with what its maker says of it: the notice that anybody may read.
using Notices = std::map<std::string, tuf::ReleaseInfo, std::less<>>;

struct Published {
  std::vector<ReleaseFile> files;
  Notices newest;
};

// Follows timestamp, snapshot and targets. Err::not_found: there is no metadata yet.
Result<Published> read_published(const UpdateRepository& repository);
Result<std::vector<ReleaseFile>> read_releases(const UpdateRepository& repository);

}  // namespace cardea::service
