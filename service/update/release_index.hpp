// SPDX-License-Identifier: Apache-2.0
// Which files of the update repository belong to which release, as the published metadata says. For finding things only: nothing
// here is verified, because nobody trusts the service for it. A forged list would let a roll-out speak of the wrong file, which
// devices then refuse. Components are not governed by roll-outs: their files are open to every device, as metadata is.
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
  bool is_delta = false;  // to this release, from an older one or from nothing: governed with it, but no image by itself
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
