// SPDX-License-Identifier: Apache-2.0
#include "device/gate/gate.hpp"

#include "contracts/ipc/steward.hpp"
#include "device/gate/page.hpp"
#include "device/gate/visit.hpp"

namespace cardea::gate {
namespace {

bool is_json(std::string_view content_type) {
  return content_type == "application/json" || content_type == "application/json; charset=utf-8" ||
         content_type == "application/json;charset=utf-8";
}

Who rank_of(contract::Role role) {
  switch (role) {
    case contract::Role::guest: return Who::guest;
    case contract::Role::user: return Who::user;
    case contract::Role::admin: return Who::admin;
  }
  return Who::nobody;
}

std::optional<net::HttpResponse> objection_to_form(const net::HttpRequest& request, const Route& route) {
  if (!route.body && !request.body.empty()) return refusal(400, "This request has no body.", "Send it without one.");
  if (route.body && !is_json(request.header("content-type"))) {
    return refusal(415, "The body is not JSON.", "Send it with content-type: application/json.");
  }
  return std::nullopt;
}

}  // namespace

Gate::Gate(const product::ProductPolicy& policy, Peers peers, const Clock& clock)
    : policy_(policy),
      peers_(std::move(peers)),
      clock_(clock),
      rate_(clock, kRequestPace),
      connection_rate_(clock, kConnectionPace),
      served_(declared_routes(policy)) {}

//= EN303645 5.13-1
void Gate::handle(net::HttpRequest request, net::Responder responder) {
  auto visit = std::make_shared<Visit>(std::move(request), std::move(responder));
  if (!rate_.take(visit->request.source)) return visit->answer(wait(1));
  const Match match = match_route(served_, visit->request.method, visit->request.path);
  if (match.route == nullptr) {
    return visit->answer(match.path_known ? refusal(405, "This path has no such method.", "See the device's local API.")
                                          : refusal(404, "There is nothing at this path.", "See the device's local API."));
  }
  visit->route = match.route;
  if (auto objection = objection_to_form(visit->request, *match.route)) return visit->answer(std::move(*objection));
  if (match.route->who == Who::nobody || match.route->who == Who::label) return dispatch(visit);
  authorize(visit);
}

//= EN303645 5.5-5
void Gate::authorize(const VisitPtr& visit) {
  auto credential = credential_of(visit->request);
  if (!credential) return visit->answer(refusal_for(Error{Err::unauthentic}));
  if (visit->route->changes && !is_own_page(visit->request, credential->carrier)) {
    return visit->answer(
        refusal(403, "This change was not asked for by the device's own page.", "Send the header x-cardea: 1 with it."));
  }
  visit->token = std::move(credential->token);
  peers_.steward->ask<contract::CheckSession>({visit->token.clone()}, [this, visit](const Result<contract::Session>& session) {
    if (!session) return visit->answer(refusal_for(session.error()));
    if (rank_of(session->role) < visit->route->who) return visit->answer(refusal_for(Error{Err::refused}));
    visit->session = *session;
    dispatch(visit);
  });
}

void Gate::dispatch(const VisitPtr& visit) {
  if (visit->route->body) {
    const auto objection = objection_to_body(visit->route->duty, visit->request.body, clock_.wall_s());
    if (objection) return visit->answer(refusal_of_field(*objection));
  }
  switch (visit->route->duty) {
    case Duty::page: return visit->answer(page_at(visit->request.path, visit->request.header("accept-encoding")));
    case Duty::state: return state(visit);
    case Duty::set_up: return set_up(visit);
    case Duty::sign_in: return sign_in(visit);
    case Duty::read_session: return read_session(visit);
    case Duty::sign_out: return sign_out(visit);
    case Duty::status: return status(visit);
    case Duty::security: return security(visit);
    case Duty::privacy: return privacy(visit);
    case Duty::change_password: return change_password(visit);
    case Duty::read_settings: return read_settings(visit);
    case Duty::write_settings: return write_settings(visit);
    case Duty::read_update: return read_update(visit);
    case Duty::check_update: return check_update(visit);
    case Duty::apply_update: return apply_update(visit);
    case Duty::postpone_update: return postpone_update(visit);
    case Duty::list_media: return list_media(visit);
    case Duty::install_medium: return install_medium(visit);
    case Duty::offer_file: return offer_file(visit);
    case Duty::supply_file: return supply_file(visit);
    case Duty::read_events: return read_events(visit);
    case Duty::erase: return erase(visit);
    case Duty::list_people: return list_people(visit);
    case Duty::add_person: return add_person(visit);
    case Duty::remove_person: return remove_person(visit);
    case Duty::change_role: return change_role(visit);
    case Duty::reset_password: return reset_password(visit);
    case Duty::begin_second_factor: return begin_second_factor(visit);
    case Duty::confirm_second_factor: return confirm_second_factor(visit);
    case Duty::remove_second_factor: return remove_second_factor(visit);
    case Duty::add_machine: return add_machine(visit);
    case Duty::ask_challenge: return ask_challenge(visit);
    case Duty::machine_sign_in: return machine_sign_in(visit);
  }
}

}  // namespace cardea::gate
