// SPDX-License-Identifier: Apache-2.0
// A repository in memory for tests: real keys, real signatures, and a door for every mischief.
#pragma once

#include <map>
#include <memory>

#include "lib/tuf/client.hpp"
#include "lib/tuf/repository.hpp"

namespace cardea::tuf {

class TestRepository {
 public:
  using KeyPointer = std::shared_ptr<crypto::Ed25519Key>;
  using Keys = std::vector<KeyPointer>;

  static constexpr std::int64_t kDay = 24 * 3600;

  explicit TestRepository(const Clock& clock) : now_s_(clock.wall_s()) {
    for (const RoleName role : kRoleNames) keys(role) = {new_key()};
    publish_root();
    publish();
  }

  static KeyPointer new_key() { return KeyPointer(std::move(*crypto::Ed25519Key::generate())); }
  Keys& keys(RoleName role) { return keys_[static_cast<std::size_t>(role)]; }

  static Buffer sign(const Value& body, const Keys& by) {
    std::vector<const crypto::Ed25519Key*> raw;
    for (const KeyPointer& key : by) raw.push_back(key.get());
    return *sign_metadata(body, raw);
  }

  // The next root, naming the keys of now; signed by them and, unless they are lost, by `signed_before`.
  void publish_root() {
    RootTerms terms{.version = ++root_version, .expires_s = now_s_ + root_days * kDay, .roles = {}};
    for (const RoleName role : kRoleNames) {
      for (const KeyPointer& key : keys(role)) terms.role(role).keys.push_back(ed25519_key_object(key->public_key()));
      terms.role(role).threshold = threshold[static_cast<std::size_t>(role)];
    }
    Keys signers = keys(RoleName::root);
    for (const KeyPointer& key : root_signers_before) {
      if (std::find(signers.begin(), signers.end(), key) == signers.end()) signers.push_back(key);
    }
    files["metadata/" + std::to_string(root_version) + ".root.json"] = sign(make_root(terms), signers);
    root_signers_before = keys(RoleName::root);
  }

  void add_target(const std::string& name, const Buffer& content, Value custom = {}) {
    targets[name] = {
        .length = content.size(), .hashes = {.sha256 = crypto::sha256(content), .sha512 = {}}, .custom = std::move(custom)};
    files["targets/" + to_hex(crypto::sha256(content)) + "." + name] = content;
  }

  // New versions of targets, snapshot and timestamp.
  void publish() {
    const Buffer targets_json =
        sign(make_targets(++targets_version, now_s_ + targets_days * kDay, targets), keys(RoleName::targets));
    files[versioned("targets", targets_version)] = targets_json;
    publish_snapshot(targets_json);
  }
  void publish_snapshot(const Buffer& targets_json) {
    const Buffer snapshot = sign(make_snapshot(++snapshot_version, now_s_ + snapshot_days * kDay, targets_version, targets_json),
                                 keys(RoleName::snapshot));
    files[versioned("snapshot", snapshot_version)] = snapshot;
    publish_timestamp(snapshot);
  }
  void publish_timestamp(const Buffer& snapshot) {
    files["metadata/timestamp.json"] =
        sign(make_timestamp(++timestamp_version, now_s_ + timestamp_days * kDay, snapshot_version, snapshot),
             keys(RoleName::timestamp));
  }

  Result<Buffer> fetch(const Need& need) {
    ++fetches;
    const auto file = files.find(need.path);
    if (file == files.end()) return Error{Err::not_found, "no such file"};
    if (file->second.size() > need.max) return Error{Err::too_large, "endless data"};
    return file->second;
  }

  // Runs `client` against this repository to its end.
  const Outcome<Unit>& refresh(Client& client) {
    auto need = client.begin();
    while (need) need = client.supply(fetch(*need));
    return client.outcome();
  }

  static std::string versioned(const std::string& role, std::int64_t version) {
    return "metadata/" + std::to_string(version) + "." + role + ".json";
  }
  Buffer& file(const std::string& path) { return files.at(path); }

  std::map<std::string, Buffer> files;
  std::map<std::string, Target> targets;
  std::array<std::int64_t, kRoleNames.size()> threshold{1, 1, 1, 1};
  Keys root_signers_before;
  std::int64_t root_version = 0, targets_version = 0, snapshot_version = 0, timestamp_version = 0;
  std::int64_t root_days = 365, targets_days = 365, snapshot_days = 7, timestamp_days = 1;
  int fetches = 0;

  void set_now(std::int64_t now_s) { now_s_ = now_s; }

 private:
  std::array<Keys, kRoleNames.size()> keys_;
  std::int64_t now_s_;
};

}  // namespace cardea::tuf
