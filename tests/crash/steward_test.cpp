// SPDX-License-Identifier: Apache-2.0
// The household's state through the real steward and the real SQLite: set up, chosen, changed, noted, erased, set up again.
#include "device/steward/test_household.hpp"
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

class StewardLife final : public Life {
 public:
  static Result<std::unique_ptr<Life>> open(const std::string& folder) {
    auto life = std::make_unique<StewardLife>();
    TRY(life->loop_, EventLoop::create(life->clock_));
    TRY(life->db_, steward::open_database(folder + "/steward.db"));
    TRY(life->steward_, steward::Steward::open({*life->db_, *life->loop_, life->policy_, factory(), kCheap}));
    return std::unique_ptr<Life>(std::move(life));
  }
  ~StewardLife() override {
    steward_.reset();
    db_.reset();
  }

  Status step(std::size_t index) override {
    clock_.advance_ms(3'600'000 * (index + 1));  // no delay of the throttle stands in the way
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
    TRY_(each("SELECT name, verifier FROM person ORDER BY id", [&](const store::Statement& row) {
      const std::string verifier = row.text(1);
      all += " person " + row.text(0) + (opens(kGood, verifier) ? " A" : opens(kOther, verifier) ? " B" : " ?");
    }));
    TRY_(each("SELECT name, value FROM setting ORDER BY name", [&](const store::Statement& row) { all += ' ' + row.text(0) + '=' + row.text(1); }));
    TRY_(each("SELECT count(*) FROM event WHERE kind = 'note'", [&](const store::Statement& row) { all += " notes " + row.text(0); }));
    TRY_(each("SELECT count(*) FROM telemetry", [&](const store::Statement& row) { all += " telemetry " + row.text(0); }));
    return all;
  }

 private:
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
    std::string verifier;
    const Status read = each("SELECT verifier FROM person", [&](const store::Statement& row) { verifier = row.text(0); });
    return read.ok() && opens(kOther, verifier) ? kOther : kGood;
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
  Status erase() {
    const std::string_view with = password();
    TRY(const SecretBytes session, token());
    contract::Erase request{session.clone(), SecretBytes(with)};
    TRY(const auto report, wait<contract::EraseReport>([&](auto done) { steward_->erase(std::move(request), done); }));
    if (report.retry_after_s != 0) return Error{Err::refused, "told to wait"};
    return kOk;
  }

  FakeClock clock_;
  product::ProductPolicy policy_ = steward::test::policy();
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<steward::Steward> steward_;
};

const Subject kSteward{"household state", 12, [](const std::string&) {}, StewardLife::open};

TEST(CrashSteward, keeps_what_it_acknowledged_through_a_power_cut_at_every_call) {
  expect_survives_power_cuts(kSteward, 20'000, {.outcomes_per_cut = 80, .recoveries_cut = 60, .outcomes_per_recovery_cut = 6});
}

TEST(CrashSteward, survives_the_failure_of_each_call) {
  expect_survives_failed_calls(kSteward, 1'000);
}

}  // namespace
}  // namespace cardea::sim
