// SPDX-License-Identifier: Apache-2.0
#include "service/update/release_index.hpp"

#include <unistd.h>

#include "lib/tuf/delta_info.hpp"

namespace cardea::service {
namespace {

Result<Buffer> read_metadata(const UpdateRepository& repository, const std::string& name, tuf::RoleName role) {
  TRY(const auto file, repository.metadata(name));
  if (file.size > tuf::size_max(role))
    return Error{Err::too_large, "a metadata file of the repository is larger than devices read"};
  Buffer bytes(static_cast<std::size_t>(file.size));
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n = ::pread(file.fd.get(), bytes.data() + got, bytes.size() - got, static_cast<off_t>(got));
    if (n <= 0) return io_error("cannot read a repository file");
    got += static_cast<std::size_t>(n);
  }
  return bytes;
}

std::string versioned(std::int64_t version, std::string_view role) {
  return std::to_string(version) + "." + std::string(role) + ".json";
}

void keep_newest(Notices& notices, tuf::ReleaseInfo info) {
  const auto number = [](const tuf::ReleaseInfo& one) { return *tuf::parse_release_number(one.version); };
  const auto there = notices.find(info.model);
  if (there == notices.end())
    notices.emplace(info.model, std::move(info));
  else if (number(there->second) < number(info))
    there->second = std::move(info);
}

// What may be had in place of each release's image.
void add_deltas(const tuf::Targets& targets, const std::map<crypto::Digest256, std::size_t>& by_root,
                std::vector<ReleaseFile>& releases) {
  for (const auto& [name, target] : targets.targets) {
    const auto info = tuf::parse_delta_info(target.custom);
    const auto release = info ? by_root.find(info->to) : by_root.end();
    if (release == by_root.end() || !target.hashes.sha256) continue;
    const ReleaseFile& whole = releases[release->second];
    releases.push_back({whole.model, whole.version, to_hex(*target.hashes.sha256) + "." + name, /*is_delta=*/true});
  }
}

}  // namespace

Result<Published> read_published(const UpdateRepository& repository) {
  TRY(const Buffer timestamp_json, read_metadata(repository, "timestamp.json", tuf::RoleName::timestamp));
  TRY(const auto timestamp, tuf::parse_timestamp(timestamp_json));
  TRY(const Buffer snapshot_json,
      read_metadata(repository, versioned(timestamp.body.snapshot.version, "snapshot"), tuf::RoleName::snapshot));
  TRY(const auto snapshot, tuf::parse_snapshot(snapshot_json));
  const std::int64_t version = snapshot.body.meta.at("targets.json").version;  // parse_snapshot takes none without it
  TRY(const Buffer targets_json, read_metadata(repository, versioned(version, "targets"), tuf::RoleName::targets));
  TRY(const auto targets, tuf::parse_targets(targets_json));
  Published published;
  std::map<crypto::Digest256, std::size_t> by_root;
  for (const auto& [name, target] : targets.body.targets) {
    auto info = tuf::parse_release_info(target.custom);
    if (!info || !target.hashes.sha256 || !info->component.empty()) continue;
    by_root.emplace(info->root, published.files.size());
    published.files.push_back({info->model, info->version, to_hex(*target.hashes.sha256) + "." + name});
    keep_newest(published.newest, std::move(*info));
  }
  add_deltas(targets.body, by_root, published.files);
  return published;
}

Result<std::vector<ReleaseFile>> read_releases(const UpdateRepository& repository) {
  TRY(Published published, read_published(repository));
  return std::move(published.files);
}

}  // namespace cardea::service
