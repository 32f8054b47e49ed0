// SPDX-License-Identifier: Apache-2.0
// What a client trusts now, and the only rules by which it may come to trust something newer (TUF 1.0, section 5.3).
// It fetches nothing: bytes come in, and are taken or refused with a sentence that names the role and the reason.
#pragma once

#include <optional>

#include "lib/base/clock.hpp"
#include "lib/tuf/metadata.hpp"
#include "lib/tuf/metadata_store.hpp"

namespace cardea::tuf {

// A repository on the network must prove that it is not frozen: every role is in date. A file that a person brings cannot, and need
// not: its timestamp and snapshot may have expired since, while the maker's own words (root, targets) may not.
enum class Freshness : std::uint8_t { of_a_service, of_a_file };

class TrustedSet {
 public:
  // `factory_root` is where trust begins; the roots in the store are believed as far as a chain leads from it to them, so
  // whoever writes to the disk can plant none of his own. `now_s` dates the whole run (5.3.1).
  static Outcome<TrustedSet> open(MetadataStore& store, Bytes factory_root, std::int64_t now_s,
                                  Freshness freshness = Freshness::of_a_service);

  const VerifiedRoot& root() const { return root_; }
  const std::optional<VerifiedTimestamp>& timestamp() const { return timestamp_; }
  const std::optional<VerifiedSnapshot>& snapshot() const { return snapshot_; }
  const std::optional<VerifiedTargets>& targets() const { return targets_; }

  Outcome<Unit> take_next_root(Bytes json);
  Outcome<Unit> end_of_roots() const;  // the last one must be in date
  Outcome<Unit> take_timestamp(Bytes json);
  Outcome<Unit> take_snapshot(Bytes json);
  Outcome<Unit> take_targets(Bytes json);
  // Targets that `by` delegates to: the answer holds for this delegator only, and is not kept here.
  Outcome<VerifiedTargets> take_delegated(const std::string& role, const Delegations& by, Bytes json);

  // Tries what the store already holds; ok when it is exactly what is signed for now, so that nothing needs fetching.
  Status take_stored_snapshot();
  Status take_stored_targets();
  Result<VerifiedTargets> stored_delegated(const std::string& role, const Delegations& by) const;
  // nullptr: the snapshot does not know this role, so that it must not be used.
  const FileMeta* meta_of(const std::string& role) const;

 private:
  TrustedSet(MetadataStore& store, VerifiedRoot root, std::int64_t now_s, Freshness freshness)
      : store_(&store),
        root_(std::move(root)),
        now_s_(now_s),
        freshness_(freshness) {}
  Status follow_stored_roots();
  void load_stored();
  Status finish_rotation();
  bool may_be_past(RoleName role) const;
  Outcome<Unit> check_date(RoleName role, std::int64_t expires_s) const;
  Outcome<Unit> check_date(const std::string& role, std::int64_t expires_s) const;
  Result<VerifiedSnapshot> checked_snapshot(Bytes json) const;
  Result<VerifiedTargets> checked_targets(Bytes json) const;
  Result<VerifiedTargets> checked_delegated(const std::string& role, const Delegations& by, Bytes json) const;
  Status check_snapshot_is_not_older(const Snapshot& snapshot) const;

  MetadataStore* store_;
  VerifiedRoot root_;
  std::int64_t now_s_;
  Freshness freshness_;
  std::optional<VerifiedTimestamp> timestamp_;
  std::optional<VerifiedSnapshot> old_snapshot_;  // of an earlier run: for the rollback check only
  std::optional<VerifiedSnapshot> snapshot_;
  std::optional<VerifiedTargets> targets_;
};

}  // namespace cardea::tuf
