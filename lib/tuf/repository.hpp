// SPDX-License-Identifier: Apache-2.0
// Making metadata: the maker's side, never linked into a device. Bodies are made as values, then signed.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "lib/tuf/metadata.hpp"

namespace cardea::tuf {

struct RoleTerms {
  std::vector<Value> keys;  // key objects: ed25519_key_object and its like
  std::int64_t threshold = 1;
};

struct RootTerms {
  std::int64_t version = 1;
  std::int64_t expires_s = 0;
  std::array<RoleTerms, kRoleNames.size()> roles;
  RoleTerms& role(RoleName name) { return roles[static_cast<std::size_t>(name)]; }
};

Value make_root(const RootTerms& terms);
Value make_timestamp(std::int64_t version, std::int64_t expires_s, std::int64_t snapshot_version, Bytes snapshot_json);
Value make_snapshot(std::int64_t version, std::int64_t expires_s, std::int64_t targets_version, Bytes targets_json);
Value make_targets(std::int64_t version, std::int64_t expires_s, const std::map<std::string, Target>& targets);

// The envelope as it is published, around signatures that were made elsewhere.
Buffer envelope(const Value& body, const std::vector<Signature>& signatures);
// The same, signed here. Needs at least one key.
Result<Buffer> sign_metadata(const Value& body, std::span<const crypto::Ed25519Key* const> keys);

}  // namespace cardea::tuf
