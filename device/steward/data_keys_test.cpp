// SPDX-License-Identifier: Apache-2.0
// Whoever is destroyed is destroyed in every copy: an old copy of the disk is put back and cannot be read, with each root of trust.
#include "device/steward/data_keys.hpp"

#include "device/steward/test_household.hpp"
#include "device/vault/root_under_test.hpp"

namespace cardea::steward {
namespace {

namespace fs = std::filesystem;
using test::kGood;
using test::kOther;
using test::outcome_of;
using test::TestHousehold;
using test::VaultBeside;
using vault::testing::RootUnderTest;

constexpr std::int64_t kAda = 1, kBo = 2;

class EveryRoot : public ::testing::TestWithParam<const char*> {
 protected:
  EveryRoot() : root_(GetParam()) {
    EXPECT_TRUE(root_.make().ok());
    fs::create_directory(folder_ / "steward");
    start();
  }
  ~EveryRoot() override { stop(); }

  void start() {
    auto provider = root_.open();
    ASSERT_NE(provider, nullptr);
    vault_ = std::make_unique<VaultBeside>(std::move(provider));
    auto db = open_database(folder_ / "steward/steward.db");
    ASSERT_TRUE(db);
    db_ = std::move(*db);
    auto keys = DataKeys::open(*db_, *vault_);
    opened_ = keys ? Status(kOk) : Status(keys.error());
    if (keys) keys_ = std::move(*keys);
  }
  void stop() {
    keys_.reset();
    db_.reset();
    vault_.reset();
  }
  void restart() {
    stop();
    start();
  }
  // The disk as it is now, and put back later: all of it where a counter is beyond it, the household's part where it is not. SoftHSM's
  // own files stand for the inside of a token, which is no part of the disk.
  void take_copy() {
    stop();
    fs::copy(folder_ / "steward", copy_ / "steward", fs::copy_options::recursive);
    if (GetParam() != std::string_view("file")) copy_parts(root_.vault_folder(), vault_copy_.path());
    start();
  }
  void put_copy_back() {
    stop();
    fs::remove_all(folder_ / "steward");
    fs::copy(copy_ / "steward", folder_ / "steward", fs::copy_options::recursive);
    if (GetParam() != std::string_view("file")) copy_parts(vault_copy_.path(), root_.vault_folder());
    start();
  }
  static void copy_parts(const fs::path& from, const fs::path& to) {
    for (const auto& part : fs::directory_iterator(from)) {
      if (part.is_regular_file()) fs::copy(part.path(), to / part.path().filename(), fs::copy_options::overwrite_existing);
    }
  }
  Err refusal() const { return opened_.ok() ? Err::exists : opened_.error().code; }
  void live() {
    ASSERT_TRUE(db_->transaction([&]() -> Status {
      TRY_(keys_->make(kAda));
      return keys_->make(kBo);
    }));
    adas_ = *keys_->seal(kAda, "place", as_bytes("ada's"));
    bos_ = *keys_->seal(kBo, "place", as_bytes("bo's"));
    homes_ = *keys_->seal(kHousehold, "place", as_bytes("the home's"));
  }
  Status destroy(std::int64_t owner) {
    TRY_(db_->transaction([&] { return keys_->doom(owner); }));
    return keys_->finish_destruction();
  }
  bool opens(std::int64_t owner, const Buffer& sealed) const { return keys_->unseal(owner, "place", sealed).ok(); }
  std::int64_t rings() {
    auto count = db_->prepare("SELECT count(*) FROM key_ring");
    EXPECT_TRUE(*count->step());
    return count->integer(0);
  }

  RootUnderTest root_;
  TemporaryFolder folder_, copy_, vault_copy_;
  std::unique_ptr<VaultBeside> vault_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<DataKeys> keys_;
  Status opened_ = kOk;
  Buffer adas_, bos_, homes_;
};

TEST_P(EveryRoot, opens_what_it_sealed_for_its_owner_and_place_alone) {
  live();
  restart();
  EXPECT_EQ(as_text(keys_->unseal(kAda, "place", adas_)->expose_secret()), "ada's");
  EXPECT_EQ(keys_->unseal(kBo, "place", adas_).error().code, Err::unauthentic);
  EXPECT_EQ(keys_->unseal(kAda, "elsewhere", adas_).error().code, Err::unauthentic);
  EXPECT_EQ(keys_->unseal(3, "place", adas_).error().code, Err::not_found);
  EXPECT_NE(*keys_->mark(kAda, as_bytes("code")), *keys_->mark(kBo, as_bytes("code")));
}

TEST_P(EveryRoot, keeps_the_others_when_a_person_is_destroyed) {
  live();
  ASSERT_TRUE(destroy(kBo));
  for (int life = 0; life < 2; ++life) {
    EXPECT_TRUE(opens(kAda, adas_));
    EXPECT_TRUE(opens(kHousehold, homes_));
    EXPECT_FALSE(opens(kBo, bos_));
    EXPECT_EQ(rings(), 1);
    restart();
  }
}

//= EN303645 5.11-1 type=test
TEST_P(EveryRoot, reads_nothing_of_an_old_copy_of_the_disk) {
  live();
  take_copy();
  ASSERT_TRUE(destroy(kBo));
  put_copy_back();
  EXPECT_EQ(refusal(), Err::rollback);
  EXPECT_EQ(keys_, nullptr);
}

TEST_P(EveryRoot, reads_nothing_of_an_old_copy_after_everything_was_erased_and_begun_anew) {
  live();
  take_copy();
  ASSERT_TRUE(db_->transaction([&] { return keys_->doom_all(); }));
  ASSERT_TRUE(keys_->finish_destruction());
  EXPECT_FALSE(opens(kHousehold, homes_));
  EXPECT_TRUE(keys_->seal(kHousehold, "place", as_bytes("new")).ok());
  put_copy_back();
  EXPECT_EQ(refusal(), Err::rollback);
}

// What the factory button leaves: no file. The first ring of the new one is made after the counter has risen.
TEST_P(EveryRoot, reads_nothing_of_an_old_copy_after_a_factory_reset) {
  live();
  take_copy();
  stop();
  fs::remove_all(folder_ / "steward");
  fs::create_directory(folder_ / "steward");
  start();
  ASSERT_TRUE(opened_.ok());
  EXPECT_TRUE(keys_->seal(kHousehold, "place", as_bytes("new")).ok());
  put_copy_back();
  EXPECT_EQ(refusal(), Err::rollback);
}

// An attacker who has both: the rows of the old copy beside the ring of today.
TEST_P(EveryRoot, opens_no_old_key_under_the_ring_of_today) {
  live();
  auto row = db_->prepare("SELECT wrapped FROM data_key WHERE owner = 2");
  ASSERT_TRUE(*row->step());
  const Buffer old = row->bytes(0);
  row->reset();
  ASSERT_TRUE(destroy(kBo));
  auto put = db_->prepare("INSERT INTO data_key(owner, ring, wrapped, doomed) SELECT 2, id, ?1, 0 FROM key_ring");
  ASSERT_TRUE(put->bind(1, old).run());
  put->reset();
  restart();
  EXPECT_EQ(refusal(), Err::broken);
}

TEST_P(EveryRoot, finishes_at_the_next_start_what_was_doomed) {
  live();
  take_copy();
  ASSERT_TRUE(db_->transaction([&] { return keys_->doom(kBo); }));
  restart();
  EXPECT_TRUE(opens(kAda, adas_));
  EXPECT_FALSE(opens(kBo, bos_));
  put_copy_back();
  EXPECT_EQ(refusal(), Err::rollback);
}

TEST_P(EveryRoot, finishes_at_the_next_start_when_the_power_goes_before_the_counter_rises) {
  live();
  vault_->fails_before_raise = true;
  EXPECT_FALSE(destroy(kBo).ok());
  EXPECT_EQ(rings(), 2);
  EXPECT_TRUE(opens(kAda, adas_));
  vault_->fails_before_raise = false;
  EXPECT_EQ(keys_->finish_destruction().error().code, Err::unavailable) << "whether the counter rose is known at the next start";
  const std::uint64_t before = vault_->counter();
  restart();
  EXPECT_EQ(vault_->counter(), before + 1);
  EXPECT_EQ(rings(), 1);
  EXPECT_TRUE(opens(kAda, adas_));
  EXPECT_TRUE(opens(kHousehold, homes_));
  EXPECT_FALSE(opens(kBo, bos_));
}

TEST_P(EveryRoot, believes_the_ring_and_not_the_answer_when_the_answer_is_lost) {
  live();
  vault_->fails_after_raise = true;
  ASSERT_TRUE(destroy(kBo).ok());
  vault_->fails_after_raise = false;
  EXPECT_EQ(rings(), 1);
  EXPECT_TRUE(opens(kAda, adas_));
  EXPECT_FALSE(opens(kBo, bos_));
  restart();
  EXPECT_TRUE(opens(kAda, adas_));
}

TEST_P(EveryRoot, loses_nothing_when_no_ring_can_be_made) {
  live();
  vault_->fails_to_make = true;
  EXPECT_FALSE(destroy(kBo).ok());
  vault_->fails_to_make = false;
  EXPECT_TRUE(opens(kAda, adas_));
  ASSERT_TRUE(keys_->finish_destruction());
  EXPECT_FALSE(opens(kBo, bos_));
  EXPECT_TRUE(opens(kAda, adas_));
}

INSTANTIATE_TEST_SUITE_P(Of, EveryRoot, ::testing::Values("file", "tpm2", "pkcs11"), [](const auto& one) { return std::string(one.param); });

// The household above the keys, with files for keys.
class OldCopy : public ::testing::Test {
 protected:
  void take() {
    home_.restart();
    fs::copy(home_.database_path(), copy_ / "steward.db");
  }
  void put_back() {
    home_.stop_for_a_while([&] {
      for (const char* side : {"-wal", "-shm"}) fs::remove(home_.database_path() + side);
      fs::copy(copy_ / "steward.db", home_.database_path(), fs::copy_options::overwrite_existing);
    });
  }
  TestHousehold home_;
  TemporaryFolder copy_;
};

TEST_F(OldCopy, of_before_a_person_was_removed_shows_nobody_and_is_erased) {
  const SecretBytes admin = home_.admin();
  home_.user();
  take();
  ASSERT_EQ(home_.steward().remove_person({admin.clone(), "bo"})->outcome, contract::PeopleOutcome::ok);
  EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood)), contract::SignInOutcome::ok);
  put_back();
  EXPECT_EQ(home_.steward().read_state().state, DeviceState::factory_default);
  EXPECT_TRUE(People(home_.db(), home_.keys()).all()->empty());
  EXPECT_EQ(Events(home_.db(), home_.keys(), home_.clock).newest(5)->events.at(0).kind, "old-state-erased");
  EXPECT_EQ(outcome_of(home_.set_up()), contract::SignInOutcome::ok) << "the device goes on";
}

TEST_F(OldCopy, of_before_an_erasure_is_erased_too) {
  const SecretBytes admin = home_.admin();
  take();
  ASSERT_TRUE(home_.erase(admin, kGood));
  put_back();
  EXPECT_EQ(home_.steward().read_state().state, DeviceState::factory_default);
  EXPECT_TRUE(People(home_.db(), home_.keys()).all()->empty());
}

TEST_F(OldCopy, with_nothing_destroyed_since_is_a_backup) {
  const SecretBytes admin = home_.admin();
  take();
  home_.user();
  put_back();
  EXPECT_EQ(outcome_of(home_.sign_in("ada", kGood)), contract::SignInOutcome::ok);
  EXPECT_EQ(People(home_.db(), home_.keys()).all()->size(), 1U);
}

TEST_F(OldCopy, leaves_no_name_of_a_removed_person_in_the_log) {
  const SecretBytes admin = home_.admin();
  home_.user();
  ASSERT_TRUE(home_.steward().remove_person({admin.clone(), "bo"}));
  const auto list = home_.steward().read_events(admin, 100);
  EXPECT_EQ(list->events.at(0).kind, "person-removed");
  for (const contract::Event& event : list->events) EXPECT_EQ(event.text.find("bo"), std::string::npos) << event.text;
}

// A device from before there were data keys.
TEST(OpenRows, are_sealed_at_the_first_start_and_leave_nothing_open_in_the_file) {
  TestHousehold home;
  home.stop_for_a_while([&] {
    fs::remove_all(home.database_path());
    for (const char* side : {"-wal", "-shm"}) fs::remove(home.database_path() + side);
    auto db = store::Database::open(home.database_path(), std::span(kMigrations).first(2));
    ASSERT_TRUE(db);
    const std::string verifier = *crypto::hash_password(SecretBytes(kGood), test::kCheap);
    auto person = (*db)->prepare("INSERT INTO person(name, role, verifier, created_s) VALUES('ada', 1, ?1, 7)");
    ASSERT_TRUE(person->bind(1, verifier).run());
    ASSERT_TRUE((*db)->run("INSERT INTO setting VALUES('device_name', 'canary lamp'); INSERT INTO setting VALUES('telemetry_consent', 'yes');"
                           "INSERT INTO event(at_s, kind, text) VALUES(5, 'note', 'canary note');"
                           "INSERT INTO telemetry(id, at_s, name, value) VALUES(41, 6, 'uptime_hours', 9);"
                           "INSERT INTO second_factor VALUES(1, x'0102', 0, 0); INSERT INTO recovery VALUES(1, x'00');"
                           "INSERT INTO fact VALUES('state', 'initialized');"));
  });
  auto in = home.sign_in("ada", kGood);
  ASSERT_EQ(outcome_of(in), contract::SignInOutcome::ok);
  EXPECT_EQ(home.steward().read_settings(in->token)->device_name, "canary lamp");
  EXPECT_EQ(home.steward().read_events(in->token, 2)->events.at(1).text, "canary note");
  EXPECT_EQ(home.steward().take_telemetry(5)->points.at(0).value, 9);
  EXPECT_EQ(home.steward().take_telemetry(5)->last_id, 41U);
  home.restart();
  const Buffer file = *store::read_file(home.database_path(), 64U << 20);
  for (const char* open : {"canary", "$argon2id$", "uptime_hours"}) EXPECT_EQ(as_text(file).find(open), std::string_view::npos) << open;
}

}  // namespace
}  // namespace cardea::steward
