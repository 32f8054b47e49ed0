// SPDX-License-Identifier: Apache-2.0
// The deltas to a release, that from nothing included, each a target of its own beside the image.
#include <unistd.h>

#include "lib/tuf/repository.hpp"
#include "maker/release/delta.hpp"
#include "maker/release/desk.hpp"

namespace cardea::release {

namespace {

// Made on the way into the repository; gone when it is there, or is not to be.
struct FreshFile {
  explicit FreshFile(std::string at) : path(std::move(at)) {}
  ~FreshFile() { ::unlink(path.c_str()); }
  FreshFile(const FreshFile&) = delete;
  FreshFile& operator=(const FreshFile&) = delete;
  std::string path;
};

}  // namespace

std::string packed_name(const Which& which) {
  std::string name = target_name(which);
  return name.replace(name.rfind('.'), std::string::npos, ".pack");
}

Outcome<Added> Desk::take_delta(const std::string& name, const DeltaFile& made, const std::string& file,
                                std::map<std::string, tuf::Target>& targets) const {
  crypto::Digest256 digest{};
  TRY_(put_in_place(file, name, made.size, digest));
  targets[name] = {.length = made.size, .hashes = {.sha256 = digest, .sha512 = {}}, .custom = tuf::encode_delta_info(made.info)};
  return Added{name, made.size, to_hex(digest), {}, {}, {}};
}

Outcome<Added> Desk::add_delta(const tuf::ReleaseInfo& info, const std::string& from,
                               std::map<std::string, tuf::Target>& targets) const {
  const std::string older = target_name({info.model, from, info.component});
  const auto found = targets.find(older);
  if (found == targets.end()) {
    return Problem(Err::not_found, older + " is not in the repository", "--delta-from names releases that are there");
  }
  const FreshFile fresh(repository() + "/targets/incoming-delta");
  const std::string name = target_name(which(info));
  TRY(const DeltaFile made, make_delta_file(target_path(older, found->second), target_path(name, targets.at(name)), fresh.path));
  const std::string whose = older.substr(0, older.size() - std::string_view(".img").size());
  return take_delta(whose + "-to-" + info.version + ".delta", made, fresh.path, targets);
}

// None where compression gains nothing.
Outcome<std::vector<Added>> Desk::add_packed(const tuf::ReleaseInfo& info, std::map<std::string, tuf::Target>& targets) const {
  const FreshFile fresh(repository() + "/targets/incoming-delta");
  const std::string name = target_name(which(info));
  TRY(const DeltaFile made, make_packed_file(target_path(name, targets.at(name)), fresh.path));
  std::vector<Added> added;
  if (made.size >= made.image_size) return added;
  TRY(Added packed, take_delta(packed_name(which(info)), made, fresh.path, targets));
  added.push_back(std::move(packed));
  return added;
}

// A release that is taken back is not made by a delta either.
void Desk::drop_deltas_to(const tuf::Target& release, std::map<std::string, tuf::Target>& targets) {
  const auto info = tuf::parse_release_info(release.custom);
  if (!info) return;
  std::erase_if(targets, [&](const auto& row) {
    const auto delta = tuf::parse_delta_info(row.second.custom);
    return delta && delta->to == info->root;
  });
}

}  // namespace cardea::release
