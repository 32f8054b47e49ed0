// SPDX-License-Identifier: Apache-2.0
// The update metadata that a device trusts: releases, and a rotation of every key in between. A cut may leave any part of a refresh;
// the next one must lead on, and never back.
#include "lib/tuf/test_repository.hpp"
#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

constexpr std::size_t kReleases = 8;

// The same repository at each of its ages.
class Ages {
 public:
  Ages() : repository_(clock), factory_root(repository_.file("metadata/1.root.json")) {
    for (std::size_t i = 0; i < kReleases; ++i) {
      if (i == 3) rotate();
      repository_.add_target("speaker-1.img", Buffer(100 + i, 1));
      repository_.publish();
      ages_.push_back(repository_.files);
    }
  }
  Status refresh(tuf::Client& client, std::size_t age) const {
    auto need = client.begin();
    while (need) {
      const auto file = ages_[age].find(need->path);
      need = client.supply(file == ages_[age].end() ? Result<Buffer>(Error{Err::not_found, "no such file"}) : Result<Buffer>(file->second));
    }
    return client.outcome().ok() ? Status(kOk) : Status(Error{client.outcome().error().code, "the refresh fails"});
  }

  FakeClock clock;

 private:
  void rotate() {
    for (const tuf::RoleName role : tuf::kRoleNames) repository_.keys(role) = {tuf::TestRepository::new_key()};
    repository_.publish_root();
  }
  tuf::TestRepository repository_;
  std::vector<std::map<std::string, Buffer>> ages_;

 public:
  Buffer factory_root;
};

const Ages& ages() {
  static const Ages made;
  return made;
}

class MetadataLife final : public Life {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& folder) {
    auto life = std::make_unique<MetadataLife>();
    life->store_ = std::make_unique<tuf::DirectoryStore>(folder);
    return std::unique_ptr<Life>(std::move(life));
  }
  Status step(std::size_t index) override {
    tuf::Client client(*store_, ages().clock, ages().factory_root);
    TRY_(ages().refresh(client, index));
    return client.targets() == nullptr ? Status(Error{Err::broken, "no targets"}) : Status(kOk);
  }
  // Targets come last in a refresh: with them it is done.
  Result<std::string> look() override {
    auto targets = store_->load("targets");
    if (!targets && targets.error().code == Err::not_found) return std::string("none");
    TRY_(targets);
    return to_hex(crypto::sha256(*targets));
  }

 private:
  std::unique_ptr<tuf::DirectoryStore> store_;
};

const Subject kMetadata{"update metadata", kReleases, [](const std::string&) {}, MetadataLife::open};

TEST(CrashUpdateMetadata, leads_on_from_every_cut) {
  expect_survives_power_cuts(kMetadata, 150);
}

TEST(CrashUpdateMetadata, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kMetadata, 300);
}

}  // namespace
}  // namespace cardea::sim
