// SPDX-License-Identifier: Apache-2.0
// Machine clients: letting one in, and its sign-in. gate reads the certificate, which may be anything; steward keeps the key in
// it.
#include "device/gate/gate.hpp"
#include "device/gate/reports.hpp"
#include "device/gate/requests.hpp"
#include "device/gate/visit.hpp"
#include "lib/crypto/x509.hpp"

namespace cardea::gate {
namespace {

constexpr std::string_view kHow = "Send one certificate as PEM text, for a key of P-256: openssl req -x509 -newkey ec makes one.";

// Nothing: the certificate is good, and its key and end are in `machine`.
std::optional<net::HttpResponse> take_certificate(const std::string& pem, std::int64_t now_s, contract::AddMachine& machine) {
  auto key = crypto::certificate_public_key(pem);
  const auto info = crypto::certificate_info_pem(pem);
  if (!key || !info) return refusal(422, "This is no certificate that the device can read.", kHow);
  if (!crypto::check_p256(*key)) return refusal(422, "The key of this certificate is of another kind.", kHow);
  if (info->not_after_s <= now_s)
    return refusal(422, "This certificate has ended.", "Make a new one, with an end that is still to come.");
  machine.spki = std::move(key->spki);
  machine.until_s = info->not_after_s;
  return std::nullopt;
}

}  // namespace

void Gate::add_machine(const VisitPtr& visit) {
  auto wanted = parse_add_machine(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  if (auto refused = take_certificate(wanted->certificate_pem, clock_.wall_s(), wanted->machine))
    return visit->answer(std::move(*refused));
  wanted->machine.token = visit->token.clone();
  peers_.steward->ask(std::move(wanted->machine), [visit](const Result<contract::PeopleResult>& result) {
    visit->answer(result ? answer_for(*result) : refusal_for(result.error()));
  });
}

void Gate::ask_challenge(const VisitPtr& visit) {
  peers_.steward->ask<contract::AskChallenge>({}, [visit](const Result<contract::Challenge>& challenge) {
    if (!challenge) return visit->answer(refusal_for(challenge.error()));
    Value body;
    body.set("challenge", challenge->text);
    visit->answer(json(200, body));
  });
}

void Gate::machine_sign_in(const VisitPtr& visit) {
  auto wanted = parse_machine_sign_in(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  wanted->source = visit->request.source;
  peers_.steward->ask(std::move(*wanted), [visit](const Result<contract::SignInResult>& result) {
    if (result && result->outcome == contract::SignInOutcome::wrong) {
      return visit->answer(refusal(401, "This proves nothing.",
                                   "Ask for a new challenge, and sign it with the key of the account's certificate."));
    }
    visit->answer(result ? answer_for(*result) : refusal_for(result.error()));
  });
}

}  // namespace cardea::gate
