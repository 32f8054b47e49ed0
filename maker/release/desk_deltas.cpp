// SPDX-License-Identifier: Apache-2.0
// The deltas to a release, each a target of its own beside the image.
#include <unistd.h>

#include "lib/tuf/repository.hpp"
#include "maker/release/delta.hpp"
#include "maker/release/desk.hpp"

namespace cardea::release {

Outcome<Unit> Desk::add_delta(const tuf::ReleaseInfo& info, const std::string& from, std::map<std::string, tuf::Target>& targets,
                              std::vector<Added>& added) const {
  const std::string older = target_name(info.model, from);
  const auto found = targets.find(older);
  if (found == targets.end()) {
    return Problem(Err::not_found, older + " is not in the repository", "--delta-from names releases that are there");
  }
  const std::string fresh = repository() + "/targets/incoming-delta";
  TRY(const DeltaFile made,
      make_delta_file(target_path(older, found->second),
                      target_path(target_name(info.model, info.version), targets.at(target_name(info.model, info.version))),
                      fresh));
  const std::string name = info.model + "-" + from + "-to-" + info.version + ".delta";
  crypto::Digest256 digest{};
  const auto placed = put_in_place(fresh, name, made.size, digest);
  ::unlink(fresh.c_str());
  TRY_(placed);
  targets[name] = {.length = made.size, .hashes = {.sha256 = digest, .sha512 = {}}, .custom = tuf::encode_delta_info(made.info)};
  added.push_back({name, made.size, to_hex(digest)});
  return kOk;
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
