// SPDX-License-Identifier: Apache-2.0
// Keys are lost, stolen and replaced; a device that slept through all of it must still come back by itself.
#include <gtest/gtest.h>

#include "lib/codec/json.hpp"
#include "lib/tuf/client.hpp"
#include "lib/tuf/test_repository.hpp"

namespace cardea::tuf {
namespace {

class TufRotation : public ::testing::Test {
 protected:
  TufRotation() : repository(clock), first_root(repository.file("metadata/1.root.json")) {}

  Outcome<Unit> refresh(MetadataStore& with) {
    Client client(with, clock, first_root);
    return repository.refresh(client);
  }
  Outcome<Unit> refresh() { return refresh(store); }

  MemoryStore device_after_fast_forward();

  void rotate(RoleName role) { repository.keys(role) = {TestRepository::new_key()}; }

  FakeClock clock;
  TestRepository repository;
  Buffer first_root;
  MemoryStore store;
};

TEST_F(TufRotation, two_hundred_roots_with_all_keys_changed_are_followed_from_the_first) {
  for (int i = 0; i < 200; ++i) {
    rotate(kRoleNames[static_cast<std::size_t>(i) % kRoleNames.size()]);
    repository.publish_root();
  }
  repository.publish();
  Client client(store, clock, first_root);
  const auto outcome = repository.refresh(client);
  EXPECT_TRUE(outcome.ok()) << outcome.error().message;
  EXPECT_EQ(client.root_version(), 201);
}

// Years in a drawer: no clock, every key replaced, and more roots than one run follows.
TEST_F(TufRotation, a_device_without_a_clock_comes_back_after_more_roots_than_one_run_follows) {
  for (int i = 0; i < kRootStepsMax + 44; ++i) {
    for (const RoleName role : kRoleNames) rotate(role);
    repository.publish_root();
  }
  repository.publish();
  clock.set_wall_s(0);
  EXPECT_FALSE(refresh().ok());  // the online keys of root 257 are not those of today
  EXPECT_TRUE(refresh().ok());
}

TEST_F(TufRotation, a_gap_in_the_chain_cannot_be_jumped) {
  repository.publish_root();
  repository.publish_root();
  repository.files["metadata/2.root.json"] = repository.file("metadata/3.root.json");  // signed by all who matter
  const auto outcome = refresh();
  ASSERT_FALSE(outcome.ok());
  EXPECT_NE(outcome.error().message.find("not the next version"), std::string::npos) << outcome.error().message;
}

TEST_F(TufRotation, a_new_root_must_be_signed_by_its_own_keys_too) {
  const auto old = repository.keys(RoleName::root);
  rotate(RoleName::root);
  repository.publish_root();
  Value file = *parse_json(repository.file("metadata/2.root.json"));
  repository.file("metadata/2.root.json") = TestRepository::sign(*file.find("signed"), old);
  const auto outcome = refresh();
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Err::unauthentic);
}

TEST_F(TufRotation, a_root_key_that_is_lost_can_be_replaced_by_those_that_are_left) {
  const auto kept = TestRepository::new_key();
  repository.keys(RoleName::root).push_back(kept);
  repository.publish_root();
  ASSERT_TRUE(refresh().ok());
  repository.keys(RoleName::root) = {kept, TestRepository::new_key()};
  repository.root_signers_before = {kept};  // the first key is gone
  repository.publish_root();
  EXPECT_TRUE(refresh().ok());
}

TEST_F(TufRotation, a_key_that_was_replaced_signs_nothing_any_longer) {
  const auto stolen = repository.keys(RoleName::targets);
  rotate(RoleName::targets);
  repository.publish_root();
  repository.keys(RoleName::targets) = stolen;
  repository.publish();
  const auto outcome = refresh();
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Err::unauthentic);
}

// A thief of the online keys published versions so high that no honest one could follow (fast-forward).
TEST_F(TufRotation, recovers_from_a_fast_forward_when_the_online_keys_are_replaced) {
  for (const RoleName role : {RoleName::timestamp, RoleName::snapshot}) {
    MemoryStore device;
    const auto honest_version = std::pair(repository.snapshot_version, repository.timestamp_version);
    repository.snapshot_version += 1'000'000;
    repository.timestamp_version += 1'000'000;
    repository.publish();
    ASSERT_TRUE(refresh(device).ok());
    std::tie(repository.snapshot_version, repository.timestamp_version) = honest_version;
    repository.publish();
    EXPECT_EQ(refresh(device).error().code, Err::rollback);
    rotate(role);
    repository.publish_root();
    repository.publish();
    const auto outcome = refresh(device);
    EXPECT_TRUE(outcome.ok()) << name_of(role) << ": " << outcome.error().message;
  }
}

// Stops for good after a number of writes, as a power cut does.
class CutStore final : public MetadataStore {
 public:
  CutStore(MetadataStore& inner, int writes) : inner_(inner), writes_(writes) {}
  Result<Buffer> load(const std::string& name) override { return inner_.load(name); }
  Status save(const std::string& name, Bytes content) override { return writes_-- > 0 ? inner_.save(name, content) : dead(); }
  Status forget(const std::string& name) override { return writes_-- > 0 ? inner_.forget(name) : dead(); }

 private:
  static Status dead() { return Error{Err::io, "the power is cut"}; }
  MetadataStore& inner_;
  int writes_;
};

// The thief named targets that nobody signed: the snapshot is refused in the end, and yet it was seen.
MemoryStore TufRotation::device_after_fast_forward() {
  MemoryStore device;
  const std::array before{repository.targets_version, repository.snapshot_version, repository.timestamp_version};
  repository.targets_version = repository.snapshot_version = repository.timestamp_version = 999;
  repository.publish_snapshot(repository.file("metadata/1.targets.json"));
  EXPECT_FALSE(refresh(device).ok());
  std::tie(repository.targets_version, repository.snapshot_version, repository.timestamp_version) = std::tuple_cat(before);
  repository.publish();
  EXPECT_EQ(refresh(device).error().code, Err::rollback);
  return device;
}

TEST_F(TufRotation, a_power_cut_between_any_two_writes_loses_neither_the_rotation_nor_the_recovery) {
  for (const RoleName role : {RoleName::timestamp, RoleName::snapshot}) {
    const MemoryStore forwarded = device_after_fast_forward();
    rotate(role);  // what the other key signed still verifies: only forgetting it helps
    repository.publish_root();
    repository.publish();
    int cut = 0;
    for (bool whole = false; !whole; ++cut) {
      ASSERT_LT(cut, 50);
      MemoryStore device = forwarded;
      CutStore until_cut(device, cut);
      whole = refresh(until_cut).ok();
      const auto after = refresh(device);
      EXPECT_TRUE(after.ok()) << name_of(role) << ", cut after " << cut << " writes: " << after.error().message;
      EXPECT_EQ(device.load("rotation").error().code, Err::not_found);
    }
    EXPECT_GE(cut, 8);  // mark, root, two to forget, unmark, timestamp, snapshot, targets
  }
}

}  // namespace
}  // namespace cardea::tuf
