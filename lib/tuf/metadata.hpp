// SPDX-License-Identifier: Apache-2.0
// The four roles of TUF (The Update Framework, specification 1.0) as types. parse_x reads a signed envelope and believes
// nothing; only the verify functions make a Verified<X>, and everything that acts on metadata takes nothing else.
// Members that we do not know are ignored, as the specification wants; members that we know are strict.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/crypto/crypto.hpp"
#include "lib/tuf/delegations.hpp"

namespace cardea::tuf {

enum class RoleName : std::uint8_t { root, timestamp, snapshot, targets };
inline constexpr std::array kRoleNames{RoleName::root, RoleName::timestamp, RoleName::snapshot, RoleName::targets};
const char* name_of(RoleName role);

// A role's name as it stands in a file's name or in an address: RFC 3986 section 2.3, everything else as %XX.
std::string quoted_name(const std::string& role);

// Largest file of each role that a device reads. With the bound on the values in it, all metadata of a run stays within 4 MiB
// of memory (memory_test.cpp); a maker's desk signs nothing larger.
std::size_t size_max(RoleName role);

// A parsed envelope: `signed_text` is what the signatures are over (canonical JSON of the member "signed").
template <class T>
struct Signed {
  T body;
  std::string signed_text;
  std::vector<Signature> signatures;
};

struct Root {
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
  bool consistent_snapshot = false;
  Keys keys;
  std::array<Role, kRoleNames.size()> roles;

  const Role& role(RoleName name) const { return roles[static_cast<std::size_t>(name)]; }
};

struct Hashes {
  std::optional<crypto::Digest256> sha256;
  std::optional<std::array<std::uint8_t, 64>> sha512;
};

// What one metadata file says about another.
struct FileMeta {
  std::int64_t version = 0;
  std::optional<std::uint64_t> length;
  std::optional<Hashes> hashes;
};

struct Timestamp {
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
  FileMeta snapshot;
};

struct Snapshot {
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
  std::map<std::string, FileMeta> meta;  // by file name, "targets.json" always among them
};

struct Target {
  std::uint64_t length = 0;
  Hashes hashes;
  Value custom;  // null when there is none
};

struct Targets {
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
  std::map<std::string, Target> targets;
  std::shared_ptr<const Delegations> delegations;  // nullptr: to nobody. Shared with a search that goes on below
};

Result<Signed<Root>> parse_root(Bytes json);
Result<Signed<Timestamp>> parse_timestamp(Bytes json);
Result<Signed<Snapshot>> parse_snapshot(Bytes json);
Result<Signed<Targets>> parse_targets(Bytes json);

// Metadata whose signatures reached the threshold of its role. Says nothing of version and date: the client does.
template <class T>
class Verified {
 public:
  const T& operator*() const { return body_; }
  const T* operator->() const { return &body_; }

 private:
  friend Result<Verified<Root>> verify_first_root(Signed<Root> root);
  friend Result<Verified<Root>> verify_next_root(Signed<Root> next, const Verified<Root>& trusted);
  friend Result<Verified<Timestamp>> verify_timestamp(Signed<Timestamp> timestamp, const Verified<Root>& root);
  friend Result<Verified<Snapshot>> verify_snapshot(Signed<Snapshot> snapshot, const Verified<Root>& root);
  friend Result<Verified<Targets>> verify_targets(Signed<Targets> targets, const Verified<Root>& root);
  friend Result<Verified<Targets>> verify_delegated(Signed<Targets> targets, const Delegations& by, const std::string& name);
  explicit Verified(T body) : body_(std::move(body)) {}
  T body_;
};

using VerifiedRoot = Verified<Root>;
using VerifiedTimestamp = Verified<Timestamp>;
using VerifiedSnapshot = Verified<Snapshot>;
using VerifiedTargets = Verified<Targets>;

// The root that came with the device: trusted for where it lies, and it must at least be signed by itself.
Result<VerifiedRoot> verify_first_root(Signed<Root> root);
// Exactly the next version, signed by the old root's keys and by its own.
Result<VerifiedRoot> verify_next_root(Signed<Root> next, const VerifiedRoot& trusted);
Result<VerifiedTimestamp> verify_timestamp(Signed<Timestamp> timestamp, const VerifiedRoot& root);
Result<VerifiedSnapshot> verify_snapshot(Signed<Snapshot> snapshot, const VerifiedRoot& root);
Result<VerifiedTargets> verify_targets(Signed<Targets> targets, const VerifiedRoot& root);
// Targets of the role `name`, trusted as far as its delegator `by` goes. `by` must come from verified metadata itself.
Result<VerifiedTargets> verify_delegated(Signed<Targets> targets, const Delegations& by, const std::string& name);

// Every hash that is named must be right. The length too, when there is one.
Status check_content(const FileMeta& meta, Bytes content);

}  // namespace cardea::tuf
