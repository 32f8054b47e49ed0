// SPDX-License-Identifier: Apache-2.0
// The household's state behind its answers: each public function answers one message of contracts/ipc/steward.hpp.
// What it acknowledges has been committed. It trusts no peer: role and state are checked here, whatever gate did.
#pragma once

#include <functional>

#include "contracts/ipc/people.hpp"
#include "device/steward/erase.hpp"
#include "device/steward/events.hpp"
#include "device/steward/factory.hpp"
#include "device/steward/machines.hpp"
#include "device/steward/password_desk.hpp"
#include "device/steward/passwords.hpp"
#include "device/steward/second_factor.hpp"
#include "device/steward/sessions.hpp"
#include "device/steward/settings.hpp"
#include "device/steward/telemetry.hpp"
#include "device/steward/throttle.hpp"

namespace cardea::steward {

struct Household {
  store::Database& db;
  DataKeys& keys;
  EventLoop& loop;
  const product::ProductPolicy& policy;
  FactoryRecord factory;
  crypto::Argon2Cost cost;
  crypto::PublicKey local_key;  // of the device's own pages
};

class Steward {
 public:
  using SignInDone = std::function<void(Result<contract::SignInResult>)>;
  using EraseDone = std::function<void(Result<contract::EraseReport>)>;

  static Result<std::unique_ptr<Steward>> open(Household household);

  // Told once after each erasure, when the report is on its way.
  void on_erased(std::function<void()> erased) { erased_ = std::move(erased); }

  contract::StateReport read_state() const { return {state_.now(), alert_}; }
  void alert(std::string reason) { alert_ = std::move(reason); }  // until this process ends, as the software that runs

  // Those that ask for a password; they answer later (sign_in.cpp, set_up.cpp).
  void set_up(contract::SetUp request, SignInDone done);
  void sign_in(contract::SignIn request, SignInDone done);
  void change_password(contract::ChangePassword request, SignInDone done);
  void erase(contract::Erase request, EraseDone done);

  void first_sign_in(contract::FirstSignIn request, SignInDone done);

  // The administrator's (manage_people.cpp).
  using PeopleDone = std::function<void(Result<contract::PeopleResult>)>;
  Result<contract::PersonList> list_people(const SecretBytes& token);
  void add_person(contract::AddPerson request, PeopleDone done);
  void reset_password(contract::ResetPassword request, PeopleDone done);
  Result<contract::PeopleResult> remove_person(const contract::RemovePerson& request);
  Result<contract::PeopleResult> change_role(const contract::ChangeRole& request);

  // Machine clients (machine_sign_in.cpp).
  Result<contract::PeopleResult> add_machine(const contract::AddMachine& request);
  Result<contract::Challenge> ask_challenge() const;
  Result<contract::SignInResult> machine_sign_in(const contract::MachineSignIn& request);

  // Each person's own second step (second_step.cpp).
  using OfferDone = std::function<void(Result<contract::SecondFactorOffer>)>;
  using RemovedDone = std::function<void(Result<contract::SecondFactorRemoved>)>;
  void begin_second_factor(contract::BeginSecondFactor request, OfferDone done);
  Result<contract::RecoveryCodes> confirm_second_factor(const contract::ConfirmSecondFactor& request);
  void remove_second_factor(contract::RemoveSecondFactor request, RemovedDone done);

  Result<contract::Session> check_session(const SecretBytes& token);
  Result<ipc::Done> sign_out(const SecretBytes& token);
  Result<contract::Settings> read_settings(const SecretBytes& token);
  Result<contract::Settings> write_settings(const SecretBytes& token, const contract::Settings& wanted);
  Result<contract::EventList> read_events(const SecretBytes& token, std::uint32_t max);

  Result<contract::UpdateSettings> read_update_settings() const;
  // From updater, courier and warden.
  Status record_event(std::string_view kind, std::string_view text);
  Result<ipc::Done> record_telemetry(std::string_view name, std::int64_t value);
  Result<contract::TelemetryBatch> take_telemetry(std::uint32_t max);
  Result<ipc::Done> telemetry_delivered(std::uint64_t last_id);

 private:
  struct Attempt;  // one sign-in, set-up or change under way

  Steward(Household household, StateKeeper state, Throttle throttle);

  Result<Person> signed_in(Ask ask, const SecretBytes& token);
  PasswordVerdict judge(const SecretBytes& password, std::string_view account) const;
  // Nothing: go on, the attempt is counted. Else the answer to give.
  Result<std::optional<contract::SignInResult>> admit(std::string_view account, std::string_view source, Throttle::Claim& claim);
  void note(std::string_view kind, const std::string& text, Named named);

  Result<contract::SignInOutcome> second_step(const Person& person, std::string_view code);
  void hash_first(const std::shared_ptr<Attempt>& attempt, const Status& verified);
  struct NewAccount {
    const SecretBytes& token;
    const std::string& name;
    contract::Role role;
    std::string verifier;
    bool temporary;
  };
  Result<contract::PeopleResult> commit_account(const NewAccount& account);
  bool is_proven(const std::optional<MachineKey>& machine, const contract::MachineSignIn& request) const;
  Result<contract::PeopleResult> commit_person(const contract::AddPerson& request, const Result<std::string>& verifier);
  // One change to an account of that name, as one transaction; ends its sessions. The change writes its own entry of the log.
  struct AccountChange {
    const SecretBytes& token;
    const std::string& name;
    bool takes_administrator;  // not the last one's
  };
  Result<contract::PeopleResult> change_account(const AccountChange& which,
                                                const std::function<Status(const Person&, const Person& admin)>& change);
  Result<contract::PeopleResult> commit_reset(const contract::ResetPassword& request, const Result<std::string>& verifier);
  Result<contract::SecondFactorOffer> offer_second_factor(const SecretBytes& token, const Status& verified);
  // Asks for the password of who is signed in once more: `done` gets Err::unauthentic for another one, `wait` the seconds to
  // wait.
  void reauthenticate(const Person& person, SecretBytes password, std::function<void(std::uint32_t)> wait,
                      std::function<void(const Status&)> done);
  // An attempt with its person, counted; null when it was answered already: wait, or the disk failed.
  std::shared_ptr<Attempt> begin_attempt(std::string_view name, const std::string& source, SignInDone done);
  const std::string& verifier_of(const Person& person) const;
  void finish_sign_in(Attempt& attempt, const Status& verified);
  Result<contract::SignInResult> welcome(const Attempt& attempt);
  void hash_administrator(const std::shared_ptr<Attempt>& attempt, const Status& verified);
  Result<contract::SignInResult> make_administrator(const Attempt& attempt, const Result<std::string>& verifier);
  void hash_change(const std::shared_ptr<Attempt>& attempt, const Status& verified);
  Result<contract::SignInResult> commit_change(const Attempt& attempt, const Result<std::string>& verifier);
  Result<contract::EraseReport> erase_now(const Person& person, const Status& verified);
  Result<contract::SignInResult> refuse_wrong(const Attempt& attempt, const Status& verified);

  store::Database& db_;
  DataKeys& keys_;
  const Clock& clock_;
  const product::ProductPolicy& policy_;
  FactoryRecord factory_;
  StateKeeper state_;
  Throttle throttle_;
  People people_;
  Sessions sessions_;
  SecondFactor second_factor_;
  SettingsStore settings_;
  Events events_;
  Telemetry telemetry_;
  PasswordDesk desk_;
  Challenges challenges_;
  crypto::PublicKey local_key_;
  std::string pin_;  // its SHA-256, as the label says it
  std::function<void()> erased_;
  std::string alert_;
};

}  // namespace cardea::steward
