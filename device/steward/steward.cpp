// SPDX-License-Identifier: Apache-2.0
#include "device/steward/steward.hpp"

#include "device/steward/attempt.hpp"
#include "device/steward/seal_open_rows.hpp"
#include "lib/base/log.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {
namespace {

constexpr Error kNoSession{Err::unauthentic, "no such session, or it has ended"};

SettingsDefaults defaults_of(const product::ProductPolicy& policy) {
  return {policy.model.empty() ? "device" : policy.model, policy.languages.empty() ? "en" : policy.languages.front()};
}

}  // namespace

Steward::Steward(Household household, StateKeeper state, Throttle throttle)
    : db_(household.db),
      keys_(household.keys),
      clock_(household.loop.clock()),
      policy_(household.policy),
      factory_(std::move(household.factory)),
      state_(std::move(state)),
      throttle_(std::move(throttle)),
      people_(db_, keys_),
      sessions_(db_, people_, clock_),
      second_factor_(db_, keys_, clock_),
      settings_(db_, keys_, clock_, defaults_of(policy_)),
      events_(db_, keys_, clock_),
      telemetry_(db_, keys_, clock_, policy_),
      desk_(household.loop, household.cost),
      challenges_(clock_),
      local_key_(std::move(household.local_key)),
      pin_(to_hex(crypto::sha256(local_key_.spki))) {}

Result<std::unique_ptr<Steward>> Steward::open(Household household) {
  TRY_(seal_open_rows(household.db, household.keys));
  TRY_(finish_erasure(household.db));
  TRY(auto state, StateKeeper::open(household.db));
  TRY(auto throttle, Throttle::open(household.db, household.loop.clock()));
  return std::unique_ptr<Steward>(new Steward(std::move(household), std::move(state), std::move(throttle)));
}

//= EN303645 5.5-5
Result<Person> Steward::signed_in(Ask ask, const SecretBytes& token) {
  if (state_.verdict(ask) != Verdict::yes) return kNoSession;
  TRY(auto person, sessions_.check(token));
  if (holder_of(person.role) < least_for(ask)) return Error{Err::refused, "the account of this session may not do this"};
  return person;
}

// An entry of the log that may fail without taking the answer with it (a full disk must not stop a sign-in refusal).
void Steward::note(std::string_view kind, const std::string& text, Named named) {
  if (const Status noted = events_.record(kind, text, named); !noted) log::warn(Problem::describe(noted.error()));
}

Result<contract::Session> Steward::check_session(const SecretBytes& token) {
  TRY(auto person, signed_in(Ask::check_session, token));
  TRY(const bool second_factor, second_factor_.is_on(person.id));
  return contract::Session{std::move(person.name), person.role, second_factor};
}

Result<ipc::Done> Steward::sign_out(const SecretBytes& token) {
  TRY_(signed_in(Ask::sign_out, token));
  TRY_(sessions_.end(token));
  return ipc::Done{};
}

Result<contract::Settings> Steward::read_settings(const SecretBytes& token) {
  TRY_(signed_in(Ask::read_settings, token));
  return settings_.read();
}

Result<contract::Settings> Steward::write_settings(const SecretBytes& token, const contract::Settings& wanted) {
  TRY(const Person person, signed_in(Ask::write_settings, token));
  TRY(const contract::Settings before, settings_.read());
  TRY_(db_.transaction([&]() -> Status {
    TRY_(settings_.write(wanted));
    //= EN303645 6-3
    if (!wanted.telemetry_consent) TRY_(telemetry_.forget_all());
    if (wanted.telemetry_consent == before.telemetry_consent)
      return events_.record("settings-changed", "by=" + person.name, {person.id});
    return events_.record(wanted.telemetry_consent ? "consent-given" : "consent-withdrawn", "by=" + person.name, {person.id});
  }));
  return settings_.read();
}

Result<contract::EventList> Steward::read_events(const SecretBytes& token, std::uint32_t max) {
  TRY_(signed_in(Ask::read_events, token));
  return events_.newest(max);
}

Result<contract::UpdateSettings> Steward::read_update_settings() const {
  TRY(const contract::Settings settings, settings_.read());
  return contract::UpdateSettings{settings.automatic_updates, settings.updates_postponed_until_s,
                                  state_.now() == DeviceState::initialized, settings.quiet};
}

Status Steward::record_event(std::string_view kind, std::string_view text) {
  return events_.record(kind, text);
}

// Without consent a declared point is accepted and forgotten: whether a person consents is no app's business.
Result<ipc::Done> Steward::record_telemetry(std::string_view name, std::int64_t value) {
  TRY_(telemetry_.check(name, value));
  if (state_.verdict(Ask::record_telemetry) != Verdict::yes) return ipc::Done{};
  TRY(const contract::Settings settings, settings_.read());
  if (!settings.telemetry_consent) return ipc::Done{};
  TRY_(db_.transaction([&] { return telemetry_.keep(name, value); }));
  return ipc::Done{};
}

Result<contract::TelemetryBatch> Steward::take_telemetry(std::uint32_t max) {
  if (state_.verdict(Ask::take_telemetry) != Verdict::yes) return contract::TelemetryBatch{};
  TRY(const contract::Settings settings, settings_.read());
  if (!settings.telemetry_consent) return contract::TelemetryBatch{};
  return telemetry_.oldest(max);
}

Result<ipc::Done> Steward::telemetry_delivered(std::uint64_t last_id) {
  if (state_.verdict(Ask::telemetry_delivered) != Verdict::yes) return ipc::Done{};
  TRY_(telemetry_.forget_up_to(last_id));
  return ipc::Done{};
}

//= EN303645 5.11-1
void Steward::erase(contract::Erase request, EraseDone done) {
  auto person = signed_in(Ask::erase, request.token);
  if (!person) return done(person.error());
  reauthenticate(
      *person, std::move(request.password),
      [done](std::uint32_t wait_s) { done(contract::EraseReport{.retry_after_s = wait_s, .confirmation = {}}); },
      [this, who = *person, done](const Status& verified) { done(erase_now(who, verified)); });
}

void Steward::reauthenticate(const Person& person, SecretBytes password, std::function<void(std::uint32_t)> wait,
                             std::function<void(const Status&)> done) {
  Throttle::Claim claim;
  auto held = admit(person.name, kSignedIn, claim);
  if (!held) return done(held.error());
  if (*held) return wait((*held)->retry_after_s);
  desk_.verify(verifier_of(person), std::move(password), Waiting::known,
               [this, claim, done = std::move(done)](const Status& verified) {
                 if (verified) (void)throttle_.forgive(claim);
                 done(verified);
               });
}

Result<contract::EraseReport> Steward::erase_now(const Person& person, const Status& verified) {
  if (!verified) {
    note("erase-refused", "password=wrong by=" + person.name, {person.id});
    return Error{Err::unauthentic, "the password is another one"};
  }
  if (state_.verdict(Ask::erase) != Verdict::yes) return kNoSession;
  contract::EraseReport report;
  TRY(report.records_erased, erase_records(db_, state_, throttle_, keys_));
  //= EN303645 5.11-4
  report.confirmation =
      "Everything that its users brought to this device is erased from it: " + std::to_string(report.records_erased) +
      " records. The device starts anew, with the password of its label. What was sent to the associated "
      "service before is not part of this.";
  for (const Status& finished : {keys_.finish_destruction(), finish_erasure(db_)}) {
    if (!finished) log::error(Problem::describe(finished.error()));  // the restart that follows finishes it
  }
  if (erased_) erased_();
  return report;
}

}  // namespace cardea::steward
