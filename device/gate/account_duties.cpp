// SPDX-License-Identifier: Apache-2.0
// Accounts: the administrator's hand on those of others, and each person's own second step. All asked of steward.
#include "device/gate/gate.hpp"
#include "device/gate/reports.hpp"
#include "device/gate/requests.hpp"
#include "device/gate/visit.hpp"

namespace cardea::gate {
namespace {

// Sends a parsed request with the session's token, and what steward made of it back.
template <class Request>
void ask_about_people(const std::shared_ptr<ipc::Channel>& steward, const std::shared_ptr<Visit>& visit, Result<Request> wanted) {
  if (!wanted) return visit->malformed(wanted.error());
  wanted->token = visit->token.clone();
  steward->ask(std::move(*wanted), [visit](const Result<contract::PeopleResult>& result) {
    visit->answer(result ? answer_for(*result) : refusal_for(result.error()));
  });
}

// The session was checked a moment ago: what steward did not recognise is what was typed.
net::HttpResponse refusal_of_step(const Error& error, std::string_view wrong) {
  if (error.code == Err::unauthentic) return refusal(401, wrong, "Nothing was changed. Check it and try again.");
  if (error.code == Err::exists) return refusal(409, "The second step is on already.", "Turn it off first.");
  return refusal_for(error);
}

}  // namespace

void Gate::list_people(const VisitPtr& visit) {
  peers_.steward->ask<contract::ListPeople>({visit->token.clone()}, [visit](const Result<contract::PersonList>& list) {
    visit->answer(list ? json(200, people_json(*list)) : refusal_for(list.error()));
  });
}

void Gate::add_person(const VisitPtr& visit) {
  ask_about_people(peers_.steward, visit, parse_add_person(visit->request.body));
}

void Gate::remove_person(const VisitPtr& visit) {
  ask_about_people(peers_.steward, visit, parse_remove_person(visit->request.body));
}

void Gate::change_role(const VisitPtr& visit) {
  ask_about_people(peers_.steward, visit, parse_change_role(visit->request.body));
}

void Gate::reset_password(const VisitPtr& visit) {
  ask_about_people(peers_.steward, visit, parse_reset_password(visit->request.body));
}

void Gate::begin_second_factor(const VisitPtr& visit) {
  auto password = parse_password(visit->request.body);
  if (!password) return visit->malformed(password.error());
  peers_.steward->ask<contract::BeginSecondFactor>(
      {visit->token.clone(), std::move(*password)}, [visit](const Result<contract::SecondFactorOffer>& offer) {
        if (!offer) return visit->answer(refusal_of_step(offer.error(), "The password is wrong."));
        if (offer->retry_after_s > 0) return visit->answer(wait(offer->retry_after_s));
        Value body;
        body.set("secret", as_text(offer->secret.expose_secret())).set("uri", as_text(offer->uri.expose_secret()));
        visit->answer(json(200, body));
      });
}

void Gate::confirm_second_factor(const VisitPtr& visit) {
  auto code = parse_code(visit->request.body);
  if (!code) return visit->malformed(code.error());
  peers_.steward->ask<contract::ConfirmSecondFactor>(
      {visit->token.clone(), std::move(*code)}, [visit](const Result<contract::RecoveryCodes>& codes) {
        if (!codes) return visit->answer(refusal_of_step(codes.error(), "The code is wrong."));
        Value::Array list;
        for (const std::string& one : codes->codes) list.emplace_back(one);
        Value body;
        body.set("recovery_codes", Value(std::move(list)));
        visit->answer(json(200, body));
      });
}

void Gate::remove_second_factor(const VisitPtr& visit) {
  auto password = parse_password(visit->request.body);
  if (!password) return visit->malformed(password.error());
  peers_.steward->ask<contract::RemoveSecondFactor>(
      {visit->token.clone(), std::move(*password)}, [visit](const Result<contract::SecondFactorRemoved>& removed) {
        if (!removed) return visit->answer(refusal_of_step(removed.error(), "The password is wrong."));
        visit->answer(removed->retry_after_s > 0 ? wait(removed->retry_after_s) : nothing(204));
      });
}

}  // namespace cardea::gate
