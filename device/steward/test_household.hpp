// SPDX-License-Identifier: Apache-2.0
// For the tests beside it: a steward with its own database file, a clock that moves when told, and cheap argon2id.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "device/steward/schema.hpp"
#include "device/steward/steward.hpp"
#include "device/steward/test_vault.hpp"
#include "device/vault/file_provider.hpp"

namespace cardea::steward::test {

inline constexpr crypto::Argon2Cost kCheap{.memory_kib = 8, .passes = 1, .lanes = 1};
inline constexpr std::string_view kLabel = "KQXM-7TRA-W2ZP-9HVC";
inline constexpr std::string_view kGood = "plum kettle orbit";
inline constexpr std::string_view kOther = "velvet anchor seven";

inline product::ProductPolicy policy() {
  product::ProductPolicy policy;
  policy.model = "Lumen SP-1";
  policy.manufacturer = "Example Audio";
  policy.languages = {"en", "zh"};
  product::TelemetryPolicy uptime;
  uptime.id = "TelData-Uptime";
  uptime.name = "uptime_hours";
  uptime.max = 10'000;
  policy.telemetry.push_back(uptime);
  return policy;
}

class TestHousehold {
 public:
  TestHousehold()
      : folder_(std::filesystem::temp_directory_path() / ("cardea-steward-" + to_hex(crypto_name()))),
        policy_(policy()) {
    std::filesystem::create_directory(folder_);
    std::filesystem::create_directory(folder_ / "vault");
    EXPECT_TRUE(vault::FileProvider::make(vault_folder()));
    auto made = EventLoop::create(clock);
    loop_ = std::move(*made);
    auto verifier = crypto::hash_password(SecretBytes(kLabel), kCheap);
    factory_.verifier = *verifier;
    start();
  }
  ~TestHousehold() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  TestHousehold(const TestHousehold&) = delete;
  TestHousehold& operator=(const TestHousehold&) = delete;

  // As after a power cut: nothing in memory stays.
  void restart() {
    stop();
    start();
  }
  // Something happens to the files while nothing runs.
  template <class Deed>
  void stop_for_a_while(Deed deed) {
    stop();
    deed();
    start();
  }
  void run_desk() {
    while (loop_->turn(0) > 0) {
    }
  }

  store::Database& db() { return *db_; }
  DataKeys& keys() { return *keys_; }
  VaultBeside& vault() { return *vault_; }
  Steward& steward() { return *steward_; }
  EventLoop& loop() { return *loop_; }
  const FactoryRecord& factory() const { return factory_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::string vault_folder() const { return folder_ / "vault"; }
  std::string database_path() const { return folder_ / "steward.db"; }

  Result<contract::SignInResult> set_up(std::string_view label = kLabel, std::string_view password = kGood) {
    contract::SetUp request{SecretBytes(label), "ada", SecretBytes(password), "192.0.2.7"};
    return wait([&](auto done) { steward_->set_up(std::move(request), done); });
  }
  Result<contract::SignInResult> sign_in(std::string_view name, std::string_view password,
                                         const std::string& source = "192.0.2.7") {
    return sign_in_with_code(name, password, "", source);
  }
  Result<contract::SignInResult> sign_in_with_code(std::string_view name, std::string_view password, const std::string& code,
                                                   const std::string& source = "192.0.2.7") {
    contract::SignIn request{std::string(name), SecretBytes(password), code, source};
    return wait([&](auto done) { steward_->sign_in(std::move(request), done); });
  }
  Result<contract::SignInResult> first_sign_in(std::string_view name, std::string_view password, std::string_view new_password) {
    contract::FirstSignIn request{std::string(name), SecretBytes(password), SecretBytes(new_password), "192.0.2.7"};
    return wait([&](auto done) { steward_->first_sign_in(std::move(request), done); });
  }
  Result<contract::PeopleResult> add_person(const SecretBytes& token, const std::string& name, contract::Role role,
                                            std::string_view password) {
    contract::AddPerson request{token.clone(), name, role, SecretBytes(password)};
    return wait<contract::PeopleResult>([&](auto done) { steward_->add_person(std::move(request), done); });
  }
  Result<contract::PeopleResult> reset_password(const SecretBytes& token, const std::string& name, std::string_view password) {
    contract::ResetPassword request{token.clone(), name, SecretBytes(password)};
    return wait<contract::PeopleResult>([&](auto done) { steward_->reset_password(std::move(request), done); });
  }
  Result<contract::SecondFactorOffer> begin_second_factor(const SecretBytes& token, std::string_view password) {
    contract::BeginSecondFactor request{token.clone(), SecretBytes(password)};
    return wait<contract::SecondFactorOffer>([&](auto done) { steward_->begin_second_factor(std::move(request), done); });
  }
  Result<contract::SecondFactorRemoved> remove_second_factor(const SecretBytes& token, std::string_view password) {
    contract::RemoveSecondFactor request{token.clone(), SecretBytes(password)};
    return wait<contract::SecondFactorRemoved>([&](auto done) { steward_->remove_second_factor(std::move(request), done); });
  }
  Result<contract::SignInResult> change(const SecretBytes& token, std::string_view old_password, std::string_view new_password) {
    contract::ChangePassword request{token.clone(), SecretBytes(old_password), SecretBytes(new_password), "192.0.2.7"};
    return wait([&](auto done) { steward_->change_password(std::move(request), done); });
  }
  Result<contract::EraseReport> erase(const SecretBytes& token, std::string_view password) {
    std::optional<Result<contract::EraseReport>> answer;
    steward_->erase({token.clone(), SecretBytes(password)},
                    [&](Result<contract::EraseReport> report) { answer = std::move(report); });
    run_desk();
    return answer ? std::move(*answer) : Result<contract::EraseReport>(Error{Err::unavailable, "no answer"});
  }
  // A device that is set up, and its administrator's token.
  SecretBytes admin() {
    auto result = set_up();
    return std::move(result->token);
  }
  // An account that is no administrator's, signed in.
  SecretBytes user() { return somebody("bo", contract::Role::user); }
  SecretBytes guest() { return somebody("kid", contract::Role::guest); }
  SecretBytes somebody(const std::string& name, contract::Role role) {
    auto verifier = crypto::hash_password(SecretBytes(kOther), kCheap);
    EXPECT_TRUE(People(*db_, *keys_).add(PersonName(name), role, *verifier, clock.wall_s()));
    auto result = sign_in(name, kOther);
    return std::move(result->token);
  }

  FakeClock clock;

 private:
  static Buffer crypto_name() {
    Buffer name(8);
    std::random_device seed;
    for (auto& byte : name) byte = static_cast<std::uint8_t>(seed());
    return name;
  }
  void start() {
    auto db = open_database(database_path());
    ASSERT_TRUE(db) << Problem::describe(db.error());
    db_ = std::move(*db);
    auto provider = vault::FileProvider::open(vault_folder());
    ASSERT_TRUE(provider) << Problem::describe(provider.error());
    vault_ = std::make_unique<VaultBeside>(std::move(*provider));
    auto keys = open_data_keys(*db_, *vault_, clock);
    ASSERT_TRUE(keys) << Problem::describe(keys.error());
    keys_ = std::move(*keys);
    auto steward = Steward::open({*db_, *keys_, *loop_, policy_, factory_, kCheap, *vault_->local_key()});
    ASSERT_TRUE(steward) << Problem::describe(steward.error());
    steward_ = std::move(*steward);
  }
  void stop() {
    steward_.reset();
    keys_.reset();
    vault_.reset();
    db_.reset();
  }
  template <class Answer = contract::SignInResult, class Ask>
  Result<Answer> wait(Ask ask) {
    std::optional<Result<Answer>> answer;
    ask([&](Result<Answer> result) { answer = std::move(result); });
    run_desk();
    return answer ? std::move(*answer) : Result<Answer>(Error{Err::unavailable, "no answer"});
  }

  std::filesystem::path folder_;
  product::ProductPolicy policy_;
  FactoryRecord factory_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<VaultBeside> vault_;
  std::unique_ptr<DataKeys> keys_;
  std::unique_ptr<Steward> steward_;
};

inline contract::SignInOutcome outcome_of(const Result<contract::SignInResult>& result) {
  EXPECT_TRUE(result) << Problem::describe(result ? Error{} : result.error());
  return result ? result->outcome : contract::SignInOutcome::kLast;
}

}  // namespace cardea::steward::test
