// SPDX-License-Identifier: Apache-2.0
// How a person turns the second step of their own sign-in on and off.
#include "device/steward/steward.hpp"

namespace cardea::steward {

void Steward::begin_second_factor(contract::BeginSecondFactor request, OfferDone done) {
  const auto person = signed_in(Ask::second_factor, request.token);
  if (!person) return done(person.error());
  auto token = std::make_shared<SecretBytes>(std::move(request.token));
  reauthenticate(
      *person, std::move(request.password),
      [done](std::uint32_t wait_s) {
        contract::SecondFactorOffer wait;
        wait.retry_after_s = wait_s;
        done(std::move(wait));
      },
      [this, token, done](const Status& verified) { done(offer_second_factor(*token, verified)); });
}

Result<contract::SecondFactorOffer> Steward::offer_second_factor(const SecretBytes& token, const Status& verified) {
  TRY_(verified);
  TRY(const Person person, signed_in(Ask::second_factor, token));
  TRY(const contract::Settings settings, settings_.read());
  contract::SecondFactorOffer offer;
  TRY_(db_.transaction([&]() -> Status {
    TRY(offer.secret, second_factor_.begin(person.id));
    return kOk;
  }));
  offer.uri = otpauth_uri(settings.device_name, person.name, offer.secret);
  return offer;
}

// A code can be guessed here only by who holds the session and was shown the secret: nothing to throttle.
Result<contract::RecoveryCodes> Steward::confirm_second_factor(const contract::ConfirmSecondFactor& request) {
  TRY(const Person person, signed_in(Ask::second_factor, request.token));
  contract::RecoveryCodes codes;
  TRY_(db_.transaction([&]() -> Status {
    TRY(codes.codes, second_factor_.confirm(person.id, request.code));
    return events_.record("second-step-on", "by=" + person.name, {person.id});
  }));
  return codes;
}

void Steward::remove_second_factor(contract::RemoveSecondFactor request, RemovedDone done) {
  const auto person = signed_in(Ask::second_factor, request.token);
  if (!person) return done(person.error());
  reauthenticate(
      *person, std::move(request.password), [done](std::uint32_t wait_s) { done(contract::SecondFactorRemoved{wait_s}); },
      [this, who = *person, done](const Status& verified) {
        if (!verified) return done(verified.error());
        const Status removed = db_.transaction([&]() -> Status {
          TRY_(second_factor_.remove(who.id));
          return events_.record("second-step-off", "by=" + who.name, {who.id});
        });
        done(removed ? Result<contract::SecondFactorRemoved>(contract::SecondFactorRemoved{}) : removed.error());
      });
}

}  // namespace cardea::steward
