// SPDX-License-Identifier: Apache-2.0
// The attacks of the TUF specification (section 1.5.2), each refused by name; the honest case first.
#include "lib/tuf/client.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "lib/codec/json.hpp"
#include "lib/tuf/test_repository.hpp"

namespace cardea::tuf {
namespace {

class TufClient : public ::testing::Test {
 protected:
  TufClient() : repository(clock), first_root(repository.file("metadata/1.root.json")) {}

  Client new_client() { return Client(store, clock, first_root); }

  // A fresh start of the same device: what it trusts comes from its store.
  Outcome<Unit> refresh() {
    Client client = new_client();
    return repository.refresh(client);
  }

  // A refresh that must be refused for `code`, with a sentence that contains `words`.
  void expect_refused(Err code, const std::string& words) {
    const auto outcome = refresh();
    ASSERT_FALSE(outcome.ok()) << "was accepted; expected: " << words;
    EXPECT_EQ(outcome.error().code, code) << outcome.error().message;
    EXPECT_NE(outcome.error().message.find(words), std::string::npos) << outcome.error().message;
  }

  FakeClock clock;
  TestRepository repository;
  Buffer first_root;
  MemoryStore store;
};

using TufRollback = TufClient;
using TufFreeze = TufClient;
using TufMixAndMatch = TufClient;
using TufArbitrarySoftware = TufClient;
using TufEndlessData = TufClient;
using TufThreshold = TufClient;
using TufStore = TufClient;
using TufClock = TufClient;

TEST_F(TufClient, an_honest_repository_is_followed_to_its_targets) {
  repository.add_target("speaker-1.img", Buffer(100, 1));
  repository.publish();
  Client client = new_client();
  ASSERT_TRUE(repository.refresh(client).ok()) << client.outcome().error().message;
  const auto target = client.find("speaker-1.img");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->length, 100U);
  EXPECT_TRUE(repository.files.contains(client.target_path("speaker-1.img", *target)));
  EXPECT_EQ(client.find("other.img").error().code, Err::not_found);
}

TEST_F(TufClient, says_what_it_needs_in_order_and_how_much_it_will_read) {
  Client client = new_client();
  std::vector<std::string> asked;
  for (auto need = client.begin(); need; need = client.supply(repository.fetch(*need))) {
    asked.push_back(need->path);
    EXPECT_GT(need->max, 0U);
  }
  EXPECT_EQ(asked, (std::vector<std::string>{"metadata/2.root.json", "metadata/timestamp.json", "metadata/1.snapshot.json",
                                             "metadata/1.targets.json"}));
}

TEST_F(TufClient, does_not_fetch_again_what_it_has) {
  ASSERT_TRUE(refresh().ok());
  const int before = repository.fetches;
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(repository.fetches - before, 2);  // the next root, the timestamp
}

TEST_F(TufClient, offers_no_targets_before_or_after_a_run_that_failed) {
  Client client = new_client();
  EXPECT_EQ(client.targets(), nullptr);
  EXPECT_FALSE(client.outcome().ok());
  repository.files.erase("metadata/timestamp.json");
  EXPECT_FALSE(repository.refresh(client).ok());
  EXPECT_EQ(client.targets(), nullptr);
  EXPECT_FALSE(client.find("speaker-1.img").ok());
}

TEST_F(TufClient, a_repository_that_cannot_be_reached_is_said_to_be_so) {
  Client client = new_client();
  ASSERT_TRUE(client.begin());
  EXPECT_FALSE(client.supply(Error{Err::unavailable, "no network"}));
  EXPECT_EQ(client.outcome().error().code, Err::unavailable);
  EXPECT_FALSE(client.supply(Buffer{}));  // nobody asked
}

TEST_F(TufClient, delegations_that_cannot_be_read_are_refused) {
  Value body = make_targets(9, clock.wall_s() + 1000, {});
  body.set("delegations", Value(Value::Map{}));
  const Buffer json = TestRepository::sign(body, repository.keys(RoleName::targets));
  repository.targets_version = 9;
  repository.files[TestRepository::versioned("targets", 9)] = json;
  repository.publish_snapshot(json);
  expect_refused(Err::bad_value, "targets metadata is refused");
}

// --- rollback ---

TEST_F(TufRollback, an_older_timestamp_is_refused_and_named) {
  const Buffer old = repository.file("metadata/timestamp.json");
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  repository.files["metadata/timestamp.json"] = old;
  expect_refused(Err::rollback, "timestamp metadata is refused: version 1 is older than version 2");
}

TEST_F(TufRollback, a_newer_timestamp_that_names_an_older_snapshot_is_refused) {
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  repository.snapshot_version = 1;
  repository.publish_timestamp(repository.file("metadata/1.snapshot.json"));
  expect_refused(Err::rollback, "snapshot metadata is refused: version 1 is older than version 2");
}

TEST_F(TufRollback, a_newer_snapshot_that_names_older_targets_is_refused) {
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  repository.targets_version = 1;
  repository.publish_snapshot(repository.file("metadata/1.targets.json"));
  expect_refused(Err::rollback, "snapshot metadata is refused: it names older metadata");
}

TEST_F(TufRollback, a_snapshot_that_drops_a_file_is_refused) {
  Value body = make_snapshot(2, clock.wall_s() + 1000, repository.targets_version, repository.file("metadata/1.targets.json"));
  Value meta = *body.find("meta");
  Value extra;
  extra.set("version", 1);
  body.set("meta", Value(meta).set("camera.json", extra));
  repository.snapshot_version = 2;
  repository.files["metadata/2.snapshot.json"] = TestRepository::sign(body, repository.keys(RoleName::snapshot));
  repository.publish_timestamp(repository.file("metadata/2.snapshot.json"));
  ASSERT_TRUE(refresh().ok());
  repository.publish();
  expect_refused(Err::rollback, "leaves out metadata");
}

TEST_F(TufRollback, an_older_root_in_the_place_of_the_next_is_refused) {
  repository.files["metadata/2.root.json"] = first_root;
  expect_refused(Err::rollback, "root metadata is refused");
}

TEST_F(TufRollback, survives_a_restart_even_when_what_was_seen_has_expired) {
  const Buffer old = repository.file("metadata/timestamp.json");
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  clock.advance_ms(3 * 24 * 3600 * 1000ULL);
  repository.files["metadata/timestamp.json"] = old;
  expect_refused(Err::rollback, "timestamp");
}

TEST_F(TufRollback, another_timestamp_of_the_same_version_changes_nothing) {
  ASSERT_TRUE(refresh().ok());
  const Buffer before = *store.load("timestamp");
  repository.timestamp_version = 0;
  repository.timestamp_days = 30;
  repository.publish_timestamp(repository.file("metadata/1.snapshot.json"));
  EXPECT_TRUE(refresh().ok());
  EXPECT_EQ(*store.load("timestamp"), before);
}

TEST_F(TufRollback, a_mark_of_a_rotation_whose_root_never_came_opens_no_door) {
  const Buffer old = repository.file("metadata/timestamp.json");
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  ASSERT_TRUE(store.save("rotation", as_bytes("2")).ok());  // the power went before root 2 was stored
  repository.files["metadata/timestamp.json"] = old;
  expect_refused(Err::rollback, "version 1 is older than version 2");
  EXPECT_EQ(store.load("rotation").error().code, Err::not_found);
}

// --- freeze ---

TEST_F(TufFreeze, an_expired_timestamp_is_refused_with_its_date) {
  clock.advance_ms(2 * 24 * 3600 * 1000ULL);
  expect_refused(Err::expired,
                 "timestamp metadata expired at 2027-01-16T08:00:00Z; this device's clock says 2027-01-17T08:00:00Z");
}

TEST_F(TufFreeze, the_same_timestamp_for_ever_is_found_when_it_expires) {
  ASSERT_TRUE(refresh().ok());
  ASSERT_TRUE(refresh().ok());
  clock.advance_ms(24 * 3600 * 1000ULL);
  expect_refused(Err::expired, "timestamp metadata expired");
}

TEST_F(TufFreeze, an_expired_snapshot_is_refused) {
  clock.advance_ms(8 * 24 * 3600 * 1000ULL);
  repository.set_now(clock.wall_s());
  repository.publish_timestamp(repository.file("metadata/1.snapshot.json"));
  expect_refused(Err::expired, "snapshot metadata expired");
}

TEST_F(TufFreeze, a_stored_snapshot_that_expires_is_not_used_any_longer) {
  ASSERT_TRUE(refresh().ok());
  clock.advance_ms(8 * 24 * 3600 * 1000ULL);
  repository.set_now(clock.wall_s());
  repository.publish_timestamp(repository.file("metadata/1.snapshot.json"));
  expect_refused(Err::expired, "snapshot metadata expired");
}

TEST_F(TufFreeze, expired_targets_are_refused) {
  repository.targets_days = 1;
  repository.publish();
  clock.advance_ms(2 * 24 * 3600 * 1000ULL);
  repository.set_now(clock.wall_s());
  repository.publish_snapshot(repository.file("metadata/2.targets.json"));
  expect_refused(Err::expired, "targets metadata expired");
}

TEST_F(TufFreeze, stored_targets_that_expire_are_not_used_any_longer) {
  repository.targets_days = 1;
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  clock.advance_ms(2 * 24 * 3600 * 1000ULL);
  repository.set_now(clock.wall_s());
  repository.publish_snapshot(repository.file("metadata/2.targets.json"));
  expect_refused(Err::expired, "targets metadata expired");
}

TEST_F(TufFreeze, an_expired_root_is_refused) {
  clock.advance_ms(366 * 24 * 3600 * 1000ULL);
  repository.set_now(clock.wall_s());
  repository.publish();
  expect_refused(Err::expired, "root metadata expired");
}

TEST_F(TufFreeze, a_new_root_ends_the_expiry_of_the_old_one) {
  clock.advance_ms(366 * 24 * 3600 * 1000ULL);
  repository.set_now(clock.wall_s());
  repository.publish_root();
  repository.publish();
  EXPECT_TRUE(refresh().ok());
}

// --- mix and match ---

TEST_F(TufMixAndMatch, a_snapshot_other_than_the_timestamp_names_is_refused) {
  const Buffer old = repository.file("metadata/1.snapshot.json");
  repository.publish();
  repository.files["metadata/2.snapshot.json"] = old;
  expect_refused(Err::unauthentic, "snapshot metadata is refused");
}

TEST_F(TufMixAndMatch, a_snapshot_of_another_version_is_refused_also_when_the_timestamp_names_no_hash) {
  Value row;
  row.set("version", 2);
  Value meta;
  meta.set("snapshot.json", row);
  Value body = make_timestamp(5, clock.wall_s() + 1000, 2, {});
  body.set("meta", meta);
  repository.files["metadata/timestamp.json"] = TestRepository::sign(body, repository.keys(RoleName::timestamp));
  repository.files["metadata/2.snapshot.json"] = repository.file("metadata/1.snapshot.json");
  expect_refused(Err::unauthentic, "not the version that the timestamp names");
}

TEST_F(TufMixAndMatch, targets_other_than_the_snapshot_names_are_refused) {
  const Buffer old = repository.file("metadata/1.targets.json");
  repository.add_target("speaker-1.img", Buffer(9));
  repository.publish();
  repository.files["metadata/2.targets.json"] = old;
  expect_refused(Err::unauthentic, "targets metadata is refused");
}

// One version, two contents: the signature of the role is there, the hash of the role above is not.
TEST_F(TufMixAndMatch, a_second_snapshot_of_the_same_version_is_refused) {
  const Buffer second =
      TestRepository::sign(make_snapshot(1, clock.wall_s() + 9999, 1, repository.file("metadata/1.targets.json")),
                           repository.keys(RoleName::snapshot));
  repository.files["metadata/1.snapshot.json"] = second;
  expect_refused(Err::unauthentic, "snapshot metadata is refused: another");
}

TEST_F(TufMixAndMatch, second_targets_of_the_same_version_are_refused) {
  repository.files["metadata/1.targets.json"] =
      TestRepository::sign(make_targets(1, clock.wall_s() + 9999, {}), repository.keys(RoleName::targets));
  expect_refused(Err::unauthentic, "targets metadata is refused: another");
}

TEST_F(TufMixAndMatch, targets_of_another_version_are_refused_also_when_the_snapshot_names_no_hash) {
  Value body = make_snapshot(2, clock.wall_s() + 1000, 2, {});
  body.set("meta", Value().set("targets.json", Value().set("version", 2)));
  repository.files["metadata/2.snapshot.json"] = TestRepository::sign(body, repository.keys(RoleName::snapshot));
  repository.snapshot_version = 2;
  repository.publish_timestamp(repository.file("metadata/2.snapshot.json"));
  repository.files["metadata/2.targets.json"] = repository.file("metadata/1.targets.json");
  expect_refused(Err::unauthentic, "not the version that the snapshot names");
}

// --- arbitrary software: metadata of somebody else ---

TEST_F(TufArbitrarySoftware, each_role_signed_by_a_stranger_is_refused) {
  for (const RoleName role : {RoleName::timestamp, RoleName::snapshot, RoleName::targets}) {
    const auto honest = repository.keys(role);
    repository.keys(role) = {TestRepository::new_key()};
    repository.publish();
    expect_refused(Err::unauthentic, std::string(name_of(role)) + " metadata is refused: not signed by enough");
    repository.keys(role) = honest;
  }
}

TEST_F(TufArbitrarySoftware, a_stranger_cannot_sign_the_next_root) {
  repository.root_signers_before.clear();
  repository.keys(RoleName::root) = {TestRepository::new_key()};
  repository.publish_root();
  expect_refused(Err::unauthentic, "root metadata is refused: not signed by enough");
}

TEST_F(TufArbitrarySoftware, a_changed_byte_in_any_file_is_refused) {
  for (const char* path : {"metadata/timestamp.json", "metadata/1.snapshot.json", "metadata/1.targets.json"}) {
    const Buffer honest = repository.file(path);
    const std::string_view text = as_text(honest);
    const std::size_t at = text.find("expires") + 14;  // a digit of the year
    repository.file(path)[at] = '9';
    MemoryStore fresh;
    Client client(fresh, clock, first_root);
    EXPECT_EQ(repository.refresh(client).error().code, Err::unauthentic) << path;
    repository.file(path) = honest;
  }
  EXPECT_TRUE(refresh().ok());
}

TEST_F(TufArbitrarySoftware, metadata_of_one_role_does_not_pass_for_another) {
  repository.files["metadata/timestamp.json"] = repository.file("metadata/1.snapshot.json");
  expect_refused(Err::bad_value, "metadata of another role");
}

// --- endless data and garbage ---

TEST_F(TufEndlessData, a_file_above_its_bound_is_refused) {
  repository.file("metadata/timestamp.json").resize(size_max(RoleName::timestamp) + 1, ' ');
  expect_refused(Err::too_large, "timestamp.json without end");
}

TEST_F(TufEndlessData, a_signed_length_bounds_the_reading) {
  Client client = new_client();
  auto need = client.begin();
  while (need && need->path != "metadata/1.snapshot.json") need = client.supply(repository.fetch(*need));
  ASSERT_TRUE(need);
  EXPECT_EQ(need->max, repository.file("metadata/1.snapshot.json").size());
}

TEST_F(TufEndlessData, truncated_files_are_refused_at_any_length) {
  for (const char* path : {"metadata/timestamp.json", "metadata/1.snapshot.json", "metadata/1.targets.json"}) {
    const Buffer whole = repository.file(path);
    for (std::size_t n = 0; n < whole.size() - 1; n += 37) {  // the last byte is a newline
      repository.file(path) = Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
      MemoryStore fresh;
      Client client(fresh, clock, first_root);
      ASSERT_FALSE(repository.refresh(client).ok()) << path << " " << n;
    }
    repository.file(path) = whole;
  }
}

TEST_F(TufEndlessData, roots_without_end_stop_at_the_bound_of_a_run) {
  for (int i = 0; i < kRootStepsMax + 20; ++i) repository.publish_root();
  repository.publish();
  Client client = new_client();
  ASSERT_TRUE(repository.refresh(client).ok());
  EXPECT_EQ(client.root_version(), 1 + kRootStepsMax);
  ASSERT_TRUE(repository.refresh(client).ok());
  EXPECT_EQ(client.root_version(), repository.root_version);
}

// --- thresholds ---

TEST_F(TufThreshold, two_of_three_wants_two_different_keys) {
  repository.keys(RoleName::targets) = {TestRepository::new_key(), TestRepository::new_key(), TestRepository::new_key()};
  repository.threshold[static_cast<std::size_t>(RoleName::targets)] = 2;
  repository.publish_root();
  const auto all = repository.keys(RoleName::targets);
  repository.keys(RoleName::targets) = {all[0]};
  repository.publish();
  expect_refused(Err::unauthentic, "targets metadata is refused: not signed by enough");
  repository.keys(RoleName::targets) = {all[2], all[0]};
  repository.publish();
  EXPECT_TRUE(refresh().ok());
}

TEST_F(TufThreshold, a_rotation_wants_the_old_threshold_too) {
  repository.keys(RoleName::root) = {TestRepository::new_key(), TestRepository::new_key()};
  repository.threshold[0] = 2;
  repository.publish_root();  // 2: signed by the old one and the two new ones
  ASSERT_TRUE(refresh().ok());
  const auto two = repository.keys(RoleName::root);
  repository.keys(RoleName::root) = {TestRepository::new_key()};
  repository.threshold[0] = 1;
  repository.root_signers_before = {two[0]};  // only one of the two that are needed
  repository.publish_root();
  expect_refused(Err::unauthentic, "root metadata is refused");
}

// --- what the store may and may not do ---

TEST_F(TufStore, damaged_files_cost_a_download_and_nothing_else) {
  repository.publish_root();
  ASSERT_TRUE(refresh().ok());
  for (const char* name : {"root.2", "timestamp", "snapshot", "targets"}) {
    ASSERT_TRUE(store.save(name, as_bytes("{\"torn\":")).ok());
    EXPECT_TRUE(refresh().ok()) << name;
  }
}

TEST_F(TufStore, a_stored_root_of_a_stranger_is_as_good_as_its_signature_says) {
  MemoryStore empty;
  FakeClock other_clock;
  TestRepository stranger(other_clock);
  ASSERT_TRUE(store.save("root.2", as_bytes("{}")).ok());
  EXPECT_TRUE(refresh().ok());  // back to the factory's root
  stranger.publish_root();
  ASSERT_TRUE(store.save("root.2", stranger.file("metadata/2.root.json")).ok());  // planted by someone with the disk
  EXPECT_TRUE(refresh().ok());
  Client lost(empty, clock, stranger.file("metadata/1.root.json"));
  EXPECT_EQ(repository.refresh(lost).error().code, Err::unauthentic);
}

class FullStore final : public MetadataStore {
 public:
  Result<Buffer> load(const std::string& name) override { return inner.load(name); }
  Status save(const std::string& name, Bytes content) override {
    if (saves_left == 0) return Error{Err::io, "no space", 28};
    --saves_left;
    return inner.save(name, content);
  }
  Status forget(const std::string& name) override { return inner.forget(name); }
  MemoryStore inner;
  int saves_left = 0;
};

TEST_F(TufStore, a_full_disk_ends_the_run_clearly_and_the_next_one_goes_on) {
  FullStore full;
  repository.publish_root();
  for (int saves = 0; saves < 4; ++saves) {
    full.saves_left = saves;
    Client client(full, clock, first_root);
    const auto& outcome = repository.refresh(client);
    if (outcome.ok()) continue;
    EXPECT_EQ(outcome.error().code, Err::io);
    EXPECT_NE(outcome.error().message.find("cannot be stored"), std::string::npos);
    EXPECT_EQ(client.targets(), nullptr);
  }
  full.saves_left = 100;
  Client client(full, clock, first_root);
  EXPECT_TRUE(repository.refresh(client).ok());
}

TEST_F(TufStore, refused_metadata_is_never_stored) {
  ASSERT_TRUE(refresh().ok());
  const Buffer before = *store.load("timestamp");
  repository.keys(RoleName::timestamp) = {TestRepository::new_key()};
  repository.publish();
  EXPECT_FALSE(refresh().ok());
  EXPECT_EQ(*store.load("timestamp"), before);
}

// --- the clock ---

TEST_F(TufClock, a_device_without_a_clock_comes_back_to_current_and_still_refuses_what_is_older) {
  for (int i = 0; i < 3; ++i) repository.publish_root();
  repository.publish();
  clock.set_wall_s(0);  // 1970: nothing has expired
  ASSERT_TRUE(refresh().ok());
  const Buffer now = repository.file("metadata/timestamp.json");
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  repository.files["metadata/timestamp.json"] = now;
  expect_refused(Err::rollback, "version 2 is older than version 3");
}

TEST_F(TufClock, a_clock_that_is_years_ahead_stops_updates_until_it_is_right_again_and_loses_nothing) {
  ASSERT_TRUE(refresh().ok());
  repository.publish();
  const std::int64_t right = clock.wall_s();
  clock.set_wall_s(right + 10LL * 365 * 86'400);
  expect_refused(Err::expired, "this device's clock says 2037");
  const Buffer before = *store.load("timestamp");
  clock.set_wall_s(right);
  ASSERT_TRUE(refresh().ok());
  EXPECT_NE(*store.load("timestamp"), before);
}

TEST_F(TufClock, a_clock_that_jumps_back_during_a_run_does_not_change_the_date_of_the_run) {
  Client client = new_client();
  auto need = client.begin();
  clock.set_wall_s(clock.wall_s() + 10LL * 365 * 86'400);  // the run is dated by its beginning (5.3.1)
  while (need) need = client.supply(repository.fetch(*need));
  EXPECT_TRUE(client.outcome().ok());
}

// --- somebody has the disk ---

TEST_F(TufStore, an_older_copy_of_the_whole_store_needs_an_older_repository_too_and_its_dates_end) {
  ASSERT_TRUE(refresh().ok());
  const MemoryStore copy = store;
  const auto old_files = repository.files;
  repository.publish();
  ASSERT_TRUE(refresh().ok());
  store = copy;
  ASSERT_TRUE(refresh().ok());  // the honest repository leads on
  store = copy;
  repository.files = old_files;
  clock.advance_ms(25ULL * 3600 * 1000);
  expect_refused(Err::expired, "timestamp metadata expired");
}

TEST_F(TufStore, a_chain_of_roots_that_a_stranger_wrote_is_not_followed) {
  FakeClock other_clock;
  TestRepository stranger(other_clock);
  for (int i = 0; i < 4; ++i) stranger.publish_root();
  for (int version = 2; version <= 5; ++version) {
    const std::string name = std::to_string(version);
    ASSERT_TRUE(store.save("root." + name, stranger.file("metadata/" + name + ".root.json")).ok());
  }
  Client client = new_client();
  ASSERT_TRUE(repository.refresh(client).ok());
  EXPECT_EQ(client.root_version(), 1);
}

TEST_F(TufStore, a_disk_that_cannot_be_read_is_not_taken_for_an_empty_one) {
  class Unreadable final : public MetadataStore {
   public:
    Result<Buffer> load(const std::string&) override { return Error{Err::io, "a bad sector", 5}; }
    Status save(const std::string&, Bytes) override { return kOk; }
    Status forget(const std::string&) override { return kOk; }
  } unreadable;
  Client client(unreadable, clock, first_root);
  EXPECT_EQ(repository.refresh(client).error().code, Err::io);
  EXPECT_EQ(repository.fetches, 0);
}

TEST_F(TufStore, files_torn_at_any_length_are_fetched_again) {
  repository.publish_root();
  ASSERT_TRUE(refresh().ok());
  for (const char* name : {"root.2", "timestamp", "snapshot", "targets"}) {
    const Buffer whole = *store.load(name);
    for (std::size_t size = 0; size < whole.size(); size += 29) {
      ASSERT_TRUE(store.save(name, Bytes(whole).first(size)).ok());
      ASSERT_TRUE(refresh().ok()) << name << " torn after " << size;
      ASSERT_EQ(*store.load(name), whole) << name << " torn after " << size;
    }
  }
}

// --- without consistent snapshots ---

TEST_F(TufClient, a_repository_without_consistent_snapshots_is_read_under_plain_names) {
  Value root = *parse_json(first_root)->find("signed");
  root.set("version", 2).set("consistent_snapshot", false);
  repository.files["metadata/2.root.json"] = TestRepository::sign(root, repository.keys(RoleName::root));
  for (const char* role : {"snapshot", "targets"}) {
    repository.files[std::string("metadata/") + role + ".json"] = repository.file(std::string("metadata/1.") + role + ".json");
    repository.files.erase(std::string("metadata/1.") + role + ".json");
  }
  Client client = new_client();
  ASSERT_TRUE(repository.refresh(client).ok()) << client.outcome().error().message;
  EXPECT_EQ(client.target_path("x.img", {}), "targets/x.img");
}

}  // namespace
}  // namespace cardea::tuf
