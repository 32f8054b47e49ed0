// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/trusted_set.hpp"

#include <charconv>

#include "lib/base/time.hpp"

namespace cardea::tuf {

namespace {

// Marks a change of keys that is not finished: holds the version of the root that brought it.
constexpr const char* kRotation = "rotation";

Problem refused(const std::string& role, const Error& why) {
  return Problem(why.code, "The update repository's " + role + " metadata is refused: " + why.what + ".");
}
Problem refused(RoleName role, const Error& why) {
  return refused(std::string(name_of(role)), why);
}

Problem cannot_store(const std::string& role, const Error& why) {
  return Problem(why.code, "The trusted " + role + " metadata cannot be stored: " + Problem::describe(why) + ".");
}
Problem cannot_store(RoleName role, const Error& why) {
  return cannot_store(std::string(name_of(role)), why);
}

std::string stored_root(std::int64_t version) {
  return "root." + std::to_string(version);
}

// A role's name may be anything that a maker signs; a file's name may not.
std::string stored_role(const std::string& role) {
  constexpr std::size_t kPlainMax = 100;
  const std::string quoted = quoted_name(role);
  return "role." + (quoted.size() <= kPlainMax ? quoted : to_hex(crypto::sha256(as_bytes(role))));
}

Result<VerifiedRoot> read_first_root(Bytes json) {
  TRY(Signed<Root> root, parse_root(json));
  return verify_first_root(std::move(root));
}

Result<VerifiedRoot> read_next_root(Bytes json, const VerifiedRoot& trusted) {
  TRY(Signed<Root> root, parse_root(json));
  return verify_next_root(std::move(root), trusted);
}

Result<VerifiedTimestamp> read_timestamp(Bytes json, const VerifiedRoot& root) {
  TRY(Signed<Timestamp> timestamp, parse_timestamp(json));
  return verify_timestamp(std::move(timestamp), root);
}

Result<VerifiedSnapshot> read_snapshot(Bytes json, const VerifiedRoot& root) {
  TRY(Signed<Snapshot> snapshot, parse_snapshot(json));
  return verify_snapshot(std::move(snapshot), root);
}

Problem cannot_read_roots(const Error& why) {
  return Problem(why.code, "The trusted root metadata of this device cannot be read: " + Problem::describe(why) + ".");
}

// A mark that cannot be read counts as due: forgetting once too often costs a download.
std::int64_t version_of_mark(Bytes mark) {
  std::int64_t version = 0;
  const std::string_view text = as_text(mark);
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

Problem older(RoleName role, std::int64_t offered, std::int64_t seen) {
  return Problem(Err::rollback, std::string("The update repository's ") + name_of(role) + " metadata is refused: version " +
                                    std::to_string(offered) + " is older than version " + std::to_string(seen) +
                                    ", which this device has already seen.");
}

bool changed(RoleName role, const Root& from, const Root& to) {
  return from.role(role).threshold != to.role(role).threshold ||
         keys_of(from.keys, from.role(role)) != keys_of(to.keys, to.role(role));
}

bool online_keys_changed(const Root& from, const Root& to) {
  return changed(RoleName::timestamp, from, to) || changed(RoleName::snapshot, from, to);
}

}  // namespace

Outcome<TrustedSet> TrustedSet::open(MetadataStore& store, Bytes factory_root, std::int64_t now_s, Freshness freshness) {
  auto root = read_first_root(factory_root);
  if (!root) return refused(RoleName::root, root.error());
  TrustedSet set(store, std::move(*root), now_s, freshness);
  if (const Status read = set.follow_stored_roots(); !read) return cannot_read_roots(read.error());
  if (const Status done = set.finish_rotation(); !done) return cannot_store(RoleName::timestamp, done.error());
  set.load_stored();
  return set;
}

// What is missing or damaged ends the chain; it is walked on from there by what the repository offers. A disk that cannot be
// read is another thing: to take it for an empty one would lose what this device has seen.
Status TrustedSet::follow_stored_roots() {
  for (;;) {
    const auto stored = store_->load(stored_root(root_->version + 1));
    if (!stored) return stored.error().code == Err::io ? Status(stored.error()) : Status(kOk);
    auto next = read_next_root(*stored, root_);
    if (!next) return kOk;
    root_ = std::move(*next);
  }
}

// What does not verify under the root of today is as good as absent.
void TrustedSet::load_stored() {
  if (const auto stored = store_->load("timestamp")) {
    if (auto verified = read_timestamp(*stored, root_)) timestamp_ = std::move(*verified);
  }
  if (const auto stored = store_->load("snapshot")) {
    if (auto verified = read_snapshot(*stored, root_)) old_snapshot_ = std::move(*verified);
  }
}

// After a power cut between the new root and the end of forgetting: goes on with it, or drops a mark whose root never came.
Status TrustedSet::finish_rotation() {
  const auto mark = store_->load(kRotation);
  if (!mark) return kOk;
  if (version_of_mark(*mark) <= root_->version) {
    TRY_(store_->forget("timestamp"));
    TRY_(store_->forget("snapshot"));
  }
  return store_->forget(kRotation);
}

Outcome<Unit> TrustedSet::take_next_root(Bytes json) {
  auto next = read_next_root(json, root_);
  if (!next) return refused(RoleName::root, next.error());
  // Fast-forward recovery (5.3.11): versions that a thief of the online keys made are forgotten with his keys.
  const bool rotated = online_keys_changed(*root_, **next);
  if (rotated) {
    const Status marked = store_->save(kRotation, as_bytes(std::to_string((*next)->version)));
    if (!marked) return cannot_store(RoleName::root, marked.error());
  }
  if (const Status saved = store_->save(stored_root((*next)->version), json); !saved)
    return cannot_store(RoleName::root, saved.error());
  root_ = std::move(*next);
  if (!rotated) return kOk;
  timestamp_.reset();
  old_snapshot_.reset();
  if (const Status done = finish_rotation(); !done) return cannot_store(RoleName::timestamp, done.error());
  return kOk;
}

bool TrustedSet::may_be_past(RoleName role) const {
  return freshness_ == Freshness::of_a_file && (role == RoleName::timestamp || role == RoleName::snapshot);
}

Outcome<Unit> TrustedSet::check_date(RoleName role, std::int64_t expires_s) const {
  if (may_be_past(role)) return kOk;
  return check_date(std::string(name_of(role)), expires_s);
}

Outcome<Unit> TrustedSet::check_date(const std::string& role, std::int64_t expires_s) const {
  if (expires_s > now_s_) return kOk;
  return Problem(Err::expired, "The update repository's " + role + " metadata expired at " + to_rfc3339(expires_s) +
                                   "; this device's clock says " + to_rfc3339(now_s_) + ".");
}

Outcome<Unit> TrustedSet::end_of_roots() const {
  return check_date(RoleName::root, root_->expires_s);
}

Outcome<Unit> TrustedSet::take_timestamp(Bytes json) {
  auto fresh = read_timestamp(json, root_);
  if (!fresh) return refused(RoleName::timestamp, fresh.error());
  if (timestamp_) {
    const Timestamp& seen = **timestamp_;
    if ((*fresh)->version < seen.version) return older(RoleName::timestamp, (*fresh)->version, seen.version);
    if ((*fresh)->snapshot.version < seen.snapshot.version)
      return older(RoleName::snapshot, (*fresh)->snapshot.version, seen.snapshot.version);
    if ((*fresh)->version == seen.version) return check_date(RoleName::timestamp, seen.expires_s);
  }
  TRY_(check_date(RoleName::timestamp, (*fresh)->expires_s));
  if (const Status saved = store_->save("timestamp", json); !saved) return cannot_store(RoleName::timestamp, saved.error());
  timestamp_ = std::move(*fresh);
  return kOk;
}

// No file that the last snapshot named may be gone or older (5.5.5).
Status TrustedSet::check_snapshot_is_not_older(const Snapshot& snapshot) const {
  if (!old_snapshot_) return kOk;
  for (const auto& [name, old] : (*old_snapshot_)->meta) {
    const auto now = snapshot.meta.find(name);
    if (now == snapshot.meta.end()) return Error{Err::rollback, "it leaves out metadata that this device has already seen"};
    if (now->second.version < old.version)
      return Error{Err::rollback, "it names older metadata than this device has already seen"};
  }
  return kOk;
}

Result<VerifiedSnapshot> TrustedSet::checked_snapshot(Bytes json) const {
  TRY_(check_content((*timestamp_)->snapshot, json));
  TRY(VerifiedSnapshot snapshot, read_snapshot(json, root_));
  if (snapshot->version != (*timestamp_)->snapshot.version) {
    return Error{Err::unauthentic, "it is not the version that the timestamp names"};
  }
  TRY_(check_snapshot_is_not_older(*snapshot));
  return snapshot;
}

Outcome<Unit> TrustedSet::take_snapshot(Bytes json) {
  auto fresh = checked_snapshot(json);
  if (!fresh) return refused(RoleName::snapshot, fresh.error());
  TRY_(check_date(RoleName::snapshot, (*fresh)->expires_s));
  if (const Status saved = store_->save("snapshot", json); !saved) return cannot_store(RoleName::snapshot, saved.error());
  snapshot_ = std::move(*fresh);
  return kOk;
}

Result<VerifiedTargets> TrustedSet::checked_targets(Bytes json) const {
  const FileMeta& expected = (*snapshot_)->meta.at("targets.json");
  TRY_(check_content(expected, json));
  TRY(Signed<Targets> parsed, parse_targets(json));
  TRY(VerifiedTargets targets, verify_targets(std::move(parsed), root_));
  if (targets->version != expected.version) return Error{Err::unauthentic, "it is not the version that the snapshot names"};
  return targets;
}

Outcome<Unit> TrustedSet::take_targets(Bytes json) {
  auto fresh = checked_targets(json);
  if (!fresh) return refused(RoleName::targets, fresh.error());
  TRY_(check_date(RoleName::targets, (*fresh)->expires_s));
  if (const Status saved = store_->save("targets", json); !saved) return cannot_store(RoleName::targets, saved.error());
  targets_ = std::move(*fresh);
  return kOk;
}

const FileMeta* TrustedSet::meta_of(const std::string& role) const {
  const auto found = (*snapshot_)->meta.find(role + ".json");
  return found == (*snapshot_)->meta.end() ? nullptr : &found->second;
}

Result<VerifiedTargets> TrustedSet::checked_delegated(const std::string& role, const Delegations& by, Bytes json) const {
  const FileMeta* expected = meta_of(role);
  if (expected == nullptr) return Error{Err::unauthentic, "the snapshot does not name it"};
  TRY_(check_content(*expected, json));
  TRY(Signed<Targets> parsed, parse_targets(json));
  TRY(VerifiedTargets targets, verify_delegated(std::move(parsed), by, role));
  if (targets->version != expected->version) return Error{Err::unauthentic, "it is not the version that the snapshot names"};
  return targets;
}

Outcome<VerifiedTargets> TrustedSet::take_delegated(const std::string& role, const Delegations& by, Bytes json) {
  auto fresh = checked_delegated(role, by, json);
  if (!fresh) return refused("delegated targets", fresh.error());
  TRY_(check_date("delegated targets", (*fresh)->expires_s));
  if (const Status saved = store_->save(stored_role(role), json); !saved) return cannot_store("delegated targets", saved.error());
  return std::move(*fresh);
}

Result<VerifiedTargets> TrustedSet::stored_delegated(const std::string& role, const Delegations& by) const {
  TRY(const Buffer stored, store_->load(stored_role(role)));
  TRY(VerifiedTargets targets, checked_delegated(role, by, stored));
  if (targets->expires_s <= now_s_) return Error{Err::expired, "the stored targets"};
  return targets;
}

Status TrustedSet::take_stored_snapshot() {
  TRY(const Buffer stored, store_->load("snapshot"));
  TRY(VerifiedSnapshot snapshot, checked_snapshot(stored));
  if (!may_be_past(RoleName::snapshot) && snapshot->expires_s <= now_s_) return Error{Err::expired, "the stored snapshot"};
  snapshot_ = std::move(snapshot);
  return kOk;
}

Status TrustedSet::take_stored_targets() {
  TRY(const Buffer stored, store_->load("targets"));
  TRY(VerifiedTargets targets, checked_targets(stored));
  if (targets->expires_s <= now_s_) return Error{Err::expired, "the stored targets"};
  targets_ = std::move(targets);
  return kOk;
}

}  // namespace cardea::tuf
