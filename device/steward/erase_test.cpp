// SPDX-License-Identifier: Apache-2.0
#include "device/steward/erase.hpp"

#include "device/steward/test_household.hpp"
#include "lib/store/file.hpp"

namespace cardea::steward {
namespace {

using contract::SignInOutcome;
using test::kGood;
using test::outcome_of;
using test::TestHousehold;

constexpr std::string_view kCanary = "canary-4f1c9e";

// Everything below the folder, whatever the file is called.
bool storage_holds(const TestHousehold& home, std::string_view text) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home.folder())) {
    if (!entry.is_regular_file()) continue;
    const auto content = store::read_file(entry.path(), 64U << 20);
    EXPECT_TRUE(content);
    if (as_text(*content).find(text) != std::string_view::npos) return true;
  }
  return false;
}

// What lies sealed is found by its own bytes: the head of each sealed value of the tables, as the file has it.
std::vector<std::string> sealed_values(TestHousehold& home) {
  std::vector<std::string> heads;
  for (const char* sql : {"SELECT record FROM person", "SELECT record FROM event", "SELECT record FROM telemetry", "SELECT value FROM setting",
                          "SELECT wrapped FROM data_key", "SELECT sealed FROM key_ring", "SELECT token_sha256 FROM session"}) {
    auto rows = home.db().prepare(sql);
    const std::size_t before = heads.size();
    while (*rows->step()) heads.emplace_back(as_text(Bytes(rows->bytes(0)).first(24)));
    EXPECT_GT(heads.size(), before) << sql;
  }
  return heads;
}

// A household that has lived: a value of the user in every table.
SecretBytes lived_in(TestHousehold& home) {
  SecretBytes token = home.admin();
  auto verifier = crypto::hash_password(SecretBytes(kGood), test::kCheap);
  EXPECT_TRUE(People(home.db(), home.keys()).add(PersonName(std::string(kCanary)), contract::Role::user, *verifier, 1));
  auto settings = *home.steward().read_settings(token);
  settings.device_name = std::string(kCanary) + " lamp";
  settings.telemetry_consent = true;
  EXPECT_TRUE(home.steward().write_settings(token, settings));
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(home.steward().record_event("kind", std::string(kCanary) + std::string(300, 'x')));
  EXPECT_TRUE(home.steward().record_telemetry("uptime_hours", 77));
  EXPECT_EQ(outcome_of(home.sign_in(kCanary, kGood)), SignInOutcome::ok);
  return token;
}

TEST(Erase, leaves_nothing_of_the_user_in_the_raw_storage) {
  TestHousehold home;
  const SecretBytes token = lived_in(home);
  EXPECT_FALSE(storage_holds(home, kCanary)) << "a person's data lie open";
  const auto sealed = sealed_values(home);
  for (const std::string& value : sealed) ASSERT_TRUE(storage_holds(home, value));
  const auto report = home.erase(token, kGood);
  ASSERT_TRUE(report);
  EXPECT_GT(report->records_erased, 300U);
  EXPECT_NE(report->confirmation.find(std::to_string(report->records_erased)), std::string::npos);
  EXPECT_FALSE(storage_holds(home, kCanary));
  EXPECT_FALSE(storage_holds(home, "192.0.2.7"));
  EXPECT_FALSE(storage_holds(home, "$argon2id$"));
  for (const std::string& value : sealed) EXPECT_FALSE(storage_holds(home, value));
}

TEST(Erase, brings_factory_default_back_with_the_password_of_the_label) {
  TestHousehold home;
  const SecretBytes token = lived_in(home);
  bool told = false;
  home.steward().on_erased([&] { told = true; });
  ASSERT_TRUE(home.erase(token, kGood));
  EXPECT_TRUE(told);
  EXPECT_FALSE(home.steward().check_session(token));
  EXPECT_EQ(outcome_of(home.sign_in("ada", kGood)), SignInOutcome::not_in_this_state);
  home.restart();
  EXPECT_EQ(home.steward().read_state().state, DeviceState::factory_default);
  auto again = home.set_up();
  ASSERT_EQ(outcome_of(again), SignInOutcome::ok);
  EXPECT_FALSE(home.steward().read_settings(again->token)->telemetry_consent);
}

TEST(Erase, needs_the_administrator_and_the_password) {
  TestHousehold home;
  const SecretBytes admin = home.admin();
  const SecretBytes user = home.user();
  EXPECT_EQ(home.erase(user, test::kOther).error().code, Err::refused);
  EXPECT_EQ(home.erase(SecretBytes("made up"), kGood).error().code, Err::unauthentic);
  EXPECT_EQ(home.erase(admin, test::kOther).error().code, Err::unauthentic);
  EXPECT_TRUE(home.steward().check_session(admin));
}

TEST(Erase, guessing_the_password_is_slowed_down) {
  TestHousehold home;
  const SecretBytes admin = home.admin();
  for (std::uint32_t i = 0; i < kFreeAttempts; ++i) EXPECT_FALSE(home.erase(admin, test::kOther));
  const auto held = home.erase(admin, kGood);
  ASSERT_TRUE(held);
  EXPECT_GT(held->retry_after_s, 0U);
  EXPECT_EQ(home.steward().read_state().state, DeviceState::initialized);
}

TEST(Erase, is_finished_at_the_next_start_when_the_power_goes_in_between) {
  TestHousehold home;
  lived_in(home);
  const auto sealed = sealed_values(home);
  {
    auto state = StateKeeper::open(home.db());
    auto throttle = Throttle::open(home.db(), home.clock);
    ASSERT_TRUE(erase_records(home.db(), *state, *throttle, home.keys()));
  }
  home.restart();
  EXPECT_EQ(home.steward().read_state().state, DeviceState::factory_default);
  EXPECT_FALSE(storage_holds(home, kCanary));
  for (const std::string& value : sealed) EXPECT_FALSE(storage_holds(home, value));
}

}  // namespace
}  // namespace cardea::steward
