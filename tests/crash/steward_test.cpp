// SPDX-License-Identifier: Apache-2.0
// The household's state through the real steward, the real SQLite and the real vault with keys as files: set up, chosen, changed,
// noted, erased, set up again; and a person who is made and destroyed.
#include "device/steward/test_household.hpp"
#include "device/steward/test_vault.hpp"
#include "device/vault/file_provider.hpp"
#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

using steward::test::kCheap;
using steward::test::kGood;
using steward::test::kLabel;
using steward::test::kOther;

steward::FactoryRecord factory() {
  static const std::string verifier = *crypto::hash_password(SecretBytes(kLabel), kCheap);
  steward::FactoryRecord record;
  record.verifier = verifier;
  return record;
}

class StewardLife : public Life {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& folder) { return opened(folder, std::make_unique<StewardLife>()); }
  static Result<std::unique_ptr<Life>> opened(const std::string& folder, std::unique_ptr<StewardLife> life) {
    TRY(life->loop_, EventLoop::create(life->clock_));
    TRY(life->db_, steward::open_database(folder + "/steward.db"));
    TRY(auto keys, vault::FileProvider::open(folder + "/vault"));
    life->vault_ = std::make_unique<steward::test::VaultBeside>(std::move(keys));
    TRY(life->keys_, steward::open_data_keys(*life->db_, *life->vault_, life->clock_));
    TRY(life->steward_, steward::Steward::open({*life->db_, *life->keys_, *life->loop_, life->policy_, factory(), kCheap,
                                                *life->vault_->local_key()}));
    return std::unique_ptr<Life>(std::move(life));
  }
  ~StewardLife() override {
    steward_.reset();
    keys_.reset();
    vault_.reset();
    db_.reset();
  }

  Status step(std::size_t index) override {
    clock_.advance_ms(3'600'000 * (index + 1));  // no delay of the throttle stands in the way
    const Status done = take(index);
    may_owe_ = !done.ok() || index == 9;
    return done;
  }
  Status take(std::size_t index) {
    switch (index) {
      case 0: return set_up();
      case 1: return choose("Kitchen", true);
      case 2: return telemetry();
      case 3: return steward_->record_event("note", "something happened");
      case 4: return change_password();
      case 5: return choose("Hall", true);
      case 6: return telemetry();
      case 7: return delivered();
      case 8: return steward_->record_event("note", std::string(300, 'n'));
      case 9: return erase();
      case 10: return set_up();
      default: return choose("Attic", false);
    }
  }

  // What people would miss: the accounts and which password opens them, the choices, the log, the telemetry.
  Result<std::string> look() override {
    std::string all = std::to_string(static_cast<int>(steward_->read_state().state));
    TRY(const auto people, steward::People(*db_, *keys_).all());
    for (const steward::Person& one : people) {
      all += " person " + one.name + (opens(kGood, one.verifier) ? " A" : opens(kOther, one.verifier) ? " B" : " ?");
    }
    TRY_(each("SELECT name, value FROM setting ORDER BY name", [&](const store::Statement& row) {
      const auto value = keys_->unseal(steward::kHousehold, "setting " + row.text(0), row.bytes(1));
      all += ' ' + row.text(0) + '=' + (value ? std::string(as_text(value->expose_secret())) : "unreadable");
    }));
    TRY(const auto log, steward::Events(*db_, *keys_, clock_).newest(1000));
    all += " notes " + std::to_string(std::count_if(log.events.begin(), log.events.end(),
                                                    [](const auto& one) { return one.kind == "note"; }));
    TRY(const auto queue, steward::Telemetry(*db_, *keys_, clock_, policy_).oldest(500));
    all += " telemetry " + std::to_string(queue.points.size());
    // Whoever was removed is out of every ring: one ring, and in it the keys of who is there and of the household. Only what was
    // not acknowledged, and an erasure, which is followed by a restart, may owe the end of a key to the next start.
    TRY_(each("SELECT (SELECT count(*) FROM key_ring), (SELECT count(*) FROM data_key), (SELECT count(*) FROM person)",
              [&](const store::Statement& row) {
                if (!may_owe_ && (row.integer(0) != 1 || row.integer(1) != row.integer(2) + 1)) all += " keys left over";
                if (row.integer(2) != static_cast<std::int64_t>(people.size())) all += " people unreadable";
              }));
    return all;
  }

 protected:
  static bool opens(std::string_view password, const std::string& verifier) {
    return crypto::verify_password(verifier, SecretBytes(password)).ok();
  }
  template <class Use>
  Status each(std::string_view sql, Use use) {
    TRY(store::Statement rows, db_->prepare(sql));
    for (;;) {
      TRY(const bool row, rows.step());
      if (!row) return kOk;
      use(rows);
    }
  }
  template <class Answer, class Ask>
  Result<Answer> wait(Ask ask) {
    std::optional<Result<Answer>> answer;
    ask([&](Result<Answer> given) { answer = std::move(given); });
    while (loop_->turn(0) > 0) {
    }
    if (!answer) return Error{Err::unavailable, "no answer"};
    return std::move(*answer);
  }
  static Status must_be_ok(const contract::SignInResult& result) {
    if (result.outcome == contract::SignInOutcome::ok) return kOk;
    return Error{Err::refused, "not let in"};
  }
  Result<SecretBytes> token() {
    contract::SignIn request{"ada", SecretBytes(password()), "", "192.0.2.7"};
    TRY(auto result, wait<contract::SignInResult>([&](auto done) { steward_->sign_in(std::move(request), done); }));
    TRY_(must_be_ok(result));
    return std::move(result.token);
  }
  std::string_view password() {
    const auto ada = steward::People(*db_, *keys_).find("ada");
    return ada && *ada && opens(kOther, (*ada)->verifier) ? kOther : kGood;
  }

  Status set_up() {
    contract::SetUp request{SecretBytes(kLabel), "ada", SecretBytes(kGood), "192.0.2.7"};
    TRY(const auto result, wait<contract::SignInResult>([&](auto done) { steward_->set_up(std::move(request), done); }));
    return must_be_ok(result);
  }
  Status choose(const std::string& name, bool consent) {
    TRY(const SecretBytes session, token());
    contract::Settings wanted;
    wanted.device_name = name;
    wanted.language = "en";
    wanted.telemetry_consent = consent;
    TRY_(steward_->write_settings(session, wanted));
    return kOk;
  }
  Status telemetry() {
    TRY_(steward_->record_telemetry("uptime_hours", 7));
    return kOk;
  }
  Status delivered() {
    TRY_(steward_->telemetry_delivered(1'000'000));
    return kOk;
  }
  Status change_password() {
    TRY(const SecretBytes session, token());
    contract::ChangePassword request{session.clone(), SecretBytes(kGood), SecretBytes(kOther), "192.0.2.7"};
    TRY(const auto result, wait<contract::SignInResult>([&](auto done) { steward_->change_password(std::move(request), done); }));
    return must_be_ok(result);
  }
  Status add_person(const std::string& name) {
    TRY(const SecretBytes session, token());
    contract::AddPerson request{session.clone(), name, contract::Role::user, SecretBytes("marble under tram")};
    TRY(const auto result, wait<contract::PeopleResult>([&](auto done) { steward_->add_person(std::move(request), done); }));
    const bool there = result.outcome == contract::PeopleOutcome::ok || result.outcome == contract::PeopleOutcome::name_taken;
    return there ? kOk : Status(Error{Err::refused, "the account was not made"});
  }
  Status remove_person(const std::string& name) {
    TRY(const SecretBytes session, token());
    TRY_(steward_->remove_person({session.clone(), name}));
    return kOk;
  }
  Status erase() {
    const std::string_view with = password();
    TRY(const SecretBytes session, token());
    contract::Erase request{session.clone(), SecretBytes(with)};
    TRY(const auto report, wait<contract::EraseReport>([&](auto done) { steward_->erase(std::move(request), done); }));
    if (report.retry_after_s != 0) return Error{Err::refused, "told to wait"};
    return kOk;
  }

  void let_an_hour_pass() { clock_.advance_ms(3'600'000); }
  bool may_owe_ = false;

 private:
  FakeClock clock_;
  product::ProductPolicy policy_ = steward::test::policy();
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<steward::test::VaultBeside> vault_;
  std::unique_ptr<steward::DataKeys> keys_;
  std::unique_ptr<steward::Steward> steward_;
};

void made_by_the_factory(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directory(folder + "/vault", failed);
  if (failed || !vault::FileProvider::make(folder + "/vault")) std::abort();
}

const Subject kSteward{"household state", 12, made_by_the_factory, StewardLife::open};

// Two people live there already; then one is destroyed, another made and destroyed, and everything erased.
class DestructionLife final : public StewardLife {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& folder) {
    return opened(folder, std::make_unique<DestructionLife>());
  }
  static void prepare(const std::string& folder) {
    made_by_the_factory(folder);
    auto life = std::make_unique<DestructionLife>();
    DestructionLife& home = *life;
    const auto open = opened(folder, std::move(life));
    if (!open || !home.set_up() || !home.add_person("cy") || !home.add_person("bo")) std::abort();
  }
  Status step(std::size_t index) override {
    let_an_hour_pass();
    const Status done = take_destruction(index);
    may_owe_ = !done.ok() || index == 3;
    return done;
  }

 private:
  Status take_destruction(std::size_t index) {
    switch (index) {
      case 0: return remove_person("bo");
      case 1: return add_person("di");
      case 2: return remove_person("cy");
      default: return erase();
    }
  }
};

const Subject kDestruction{"a person's data key", 4, DestructionLife::prepare, DestructionLife::open};

TEST(CrashDestruction, ends_a_person_in_every_copy_or_not_yet_and_never_anybody_else) {
  expect_survives_power_cuts(kDestruction, 6'000, {.outcomes_per_cut = 24, .recoveries_cut = 24, .outcomes_per_recovery_cut = 6});
}

TEST(CrashDestruction, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kDestruction, 200);
}

TEST(CrashSteward, keeps_what_it_acknowledged_through_a_power_cut_at_every_call) {
  expect_survives_power_cuts(kSteward, 20'000, {.outcomes_per_cut = 8, .recoveries_cut = 4, .outcomes_per_recovery_cut = 6});
}

TEST(CrashSteward, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kSteward, 1'000);
}

}  // namespace
}  // namespace cardea::sim
