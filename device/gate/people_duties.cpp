// SPDX-License-Identifier: Apache-2.0
// What people do for themselves: set up, sign in and out, change the password, choose settings, read events, erase. All asked of
// steward.
#include "contracts/ipc/steward.hpp"
#include "device/gate/gate.hpp"
#include "device/gate/reports.hpp"
#include "device/gate/requests.hpp"
#include "device/gate/visit.hpp"

namespace cardea::gate {
namespace {

using contract::SignInResult;

void answer_sign_in(const std::shared_ptr<Visit>& visit, const Result<SignInResult>& result) {
  visit->answer(result ? answer_for(*result) : refusal_for(result.error()));
}

}  // namespace

void Gate::state(const VisitPtr& visit) {
  peers_.steward->ask<contract::ReadState>({}, [visit](const Result<contract::StateReport>& report) {
    if (!report) return visit->answer(refusal_for(report.error()));
    Value body;
    body.set("state", name_of(report->state));
    visit->answer(json(200, body));
  });
}

void Gate::set_up(const VisitPtr& visit) {
  auto wanted = parse_set_up(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  wanted->source = visit->request.source;
  peers_.steward->ask(std::move(*wanted), [visit](const Result<SignInResult>& result) { answer_sign_in(visit, result); });
}

void Gate::sign_in(const VisitPtr& visit) {
  auto wanted = parse_sign_in(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  std::visit(
      [&](auto& request) {
        request.source = visit->request.source;
        peers_.steward->ask(std::move(request), [visit](const Result<SignInResult>& result) { answer_sign_in(visit, result); });
      },
      *wanted);
}

void Gate::read_session(const VisitPtr& visit) {
  Value body;
  body.set("name", visit->session.name).set("role", name_of(visit->session.role));
  body.set("second_factor", visit->session.second_factor);
  visit->answer(json(200, body));
}

void Gate::sign_out(const VisitPtr& visit) {
  peers_.steward->ask<contract::SignOut>({visit->token.clone()}, [visit](const Result<ipc::Done>& done) {
    if (!done) return visit->answer(refusal_for(done.error()));
    net::HttpResponse response = nothing(204);
    clear_session_cookie(response);
    visit->answer(std::move(response));
  });
}

void Gate::change_password(const VisitPtr& visit) {
  auto wanted = parse_change_password(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  wanted->token = visit->token.clone();
  wanted->source = visit->request.source;
  peers_.steward->ask(std::move(*wanted), [visit](const Result<SignInResult>& result) {
    if (result && result->outcome == contract::SignInOutcome::wrong) {
      return visit->answer(refusal(401, "Your present password is wrong.", "Nothing was changed. Check it and try again."));
    }
    answer_sign_in(visit, result);
  });
}

void Gate::erase(const VisitPtr& visit) {
  auto password = parse_password(visit->request.body);
  if (!password) return visit->malformed(password.error());
  peers_.steward->ask<contract::Erase>(
      {visit->token.clone(), std::move(*password)}, [visit](const Result<contract::EraseReport>& report) {
        // The session was checked a moment ago: what steward did not recognise is the password.
        if (!report && report.error().code == Err::unauthentic) {
          return visit->answer(refusal(401, "The password is wrong.", "Nothing was erased. Check it and try again."));
        }
        if (!report) return visit->answer(refusal_for(report.error()));
        if (report->retry_after_s > 0) return visit->answer(wait(report->retry_after_s));
        Value body;
        body.set("records_erased", report->records_erased).set("confirmation", report->confirmation);
        net::HttpResponse response = json(200, body);
        clear_session_cookie(response);
        visit->answer(std::move(response));
      });
}

void Gate::read_settings(const VisitPtr& visit) {
  peers_.steward->ask<contract::ReadSettings>({visit->token.clone()}, [visit](const Result<contract::Settings>& settings) {
    visit->answer(settings ? json(200, settings_json(*settings)) : refusal_for(settings.error()));
  });
}

void Gate::write_settings(const VisitPtr& visit) {
  auto wanted = parse_settings(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  peers_.steward->ask<contract::ReadSettings>(
      {visit->token.clone()}, [this, visit, wanted = std::move(*wanted)](const Result<contract::Settings>& now) {
        if (!now) return visit->answer(refusal_for(now.error()));
        save_settings(visit, "updates_postponed_until", now->updates_postponed_until_s, wanted);
      });
}

void Gate::read_events(const VisitPtr& visit) {
  peers_.steward->ask<contract::ReadEvents>({visit->token.clone(), 100}, [visit](const Result<contract::EventList>& list) {
    visit->answer(list ? json(200, events_json(*list)) : refusal_for(list.error()));
  });
}

}  // namespace cardea::gate
