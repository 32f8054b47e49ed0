// SPDX-License-Identifier: Apache-2.0
// What the device does: its status and its updates. Asked of updater, warden, vault and steward.
#include "device/gate/gate.hpp"
#include "device/gate/privacy.hpp"
#include "device/gate/reports.hpp"
#include "device/gate/requests.hpp"
#include "device/gate/security.hpp"
#include "device/gate/visit.hpp"
#include "lib/base/time.hpp"

namespace cardea::gate {
namespace {

// Collects answers of several processes; the last one to come, or to fail, sends what there is.
struct Gathering {
  using Report = std::function<Value(const StatusParts&)>;

  Gathering(std::shared_ptr<Visit> visit_in, Report report_in)
      : visit(std::move(visit_in)),
        report(std::move(report_in)) {}
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;
  ~Gathering() { visit->answer(json(200, report(parts))); }

  std::shared_ptr<Visit> visit;
  Report report;
  StatusParts parts;
};

template <class T>
std::function<void(Result<T>)> into(const std::shared_ptr<Gathering>& all, std::optional<T> StatusParts::* part) {
  return [all, part](Result<T> answer) {
    if (answer) all->parts.*part = std::move(*answer);
  };
}

std::function<void(Result<ipc::Done>)> accepted(const std::shared_ptr<Visit>& visit) {
  return [visit](const Result<ipc::Done>& done) {
    if (done) return visit->answer(nothing(202));
    if (done.error().code == Err::refused || done.error().code == Err::not_found) {
      return visit->answer(refusal(409, "There is nothing of that kind to do now.", "Look at the state of the update."));
    }
    visit->answer(refusal_for(done.error()));
  };
}

net::HttpResponse beyond_deadline(std::string_view field, std::int64_t deadline_s) {
  Value body;
  body.set("error", "The maker's deadline for this update is earlier.").set("field", field);
  body.set("hint", std::string(field) + ": at most " + to_rfc3339(deadline_s) + ". The update's risk says why.");
  return json(422, body);
}

}  // namespace

void Gate::status(const VisitPtr& visit) {
  const auto all = std::make_shared<Gathering>(visit, [this](const StatusParts& parts) { return status_json(policy_, parts); });
  peers_.steward->ask<contract::ReadState>({}, into(all, &StatusParts::state));
  peers_.steward->ask<contract::ReadSettings>({visit->token.clone()}, into(all, &StatusParts::settings));
  peers_.updater->ask<contract::ReadUpdate>({}, into(all, &StatusParts::update));
  peers_.warden->ask<contract::ListProcesses>({}, into(all, &StatusParts::processes));
  peers_.vault->ask<contract::ReadProvider>({}, into(all, &StatusParts::provider));
}

void Gate::security(const VisitPtr& visit) {
  const auto all = std::make_shared<Gathering>(
      visit, [this](const StatusParts& parts) { return security_json(policy_, parts, clock_.wall_s()); });
  peers_.steward->ask<contract::ReadState>({}, into(all, &StatusParts::state));
  peers_.steward->ask<contract::ReadSettings>({visit->token.clone()}, into(all, &StatusParts::settings));
  peers_.updater->ask<contract::ReadUpdate>({}, into(all, &StatusParts::update));
  peers_.warden->ask<contract::ListProcesses>({}, into(all, &StatusParts::processes));
  peers_.vault->ask<contract::ReadProvider>({}, into(all, &StatusParts::provider));
  if (visit->session.role != contract::Role::admin) return;
  peers_.steward->ask<contract::ReadEvents>({visit->token.clone(), 100}, into(all, &StatusParts::events));
}

void Gate::privacy(const VisitPtr& visit) {
  visit->answer(json(200, privacy_json(policy_)));
}

void Gate::read_update(const VisitPtr& visit) {
  peers_.updater->ask<contract::ReadUpdate>({}, [this, visit](const Result<contract::UpdateReport>& report) {
    visit->answer(report ? json(200, update_json(policy_, *report)) : refusal_for(report.error()));
  });
}

//= EN303645 5.3-6
void Gate::check_update(const VisitPtr& visit) {
  peers_.updater->ask<contract::CheckForUpdate>({}, accepted(visit));
}

void Gate::apply_update(const VisitPtr& visit) {
  peers_.updater->ask<contract::ApplyUpdate>({}, accepted(visit));
}

void Gate::postpone_update(const VisitPtr& visit) {
  const auto until = parse_postpone(visit->request.body);
  if (!until) return visit->malformed(until.error());
  peers_.steward->ask<contract::ReadSettings>({visit->token.clone()},
                                              [this, visit, until = *until](const Result<contract::Settings>& now) {
                                                if (!now) return visit->answer(refusal_for(now.error()));
                                                contract::Settings wanted = *now;
                                                wanted.updates_postponed_until_s = until;
                                                save_settings(visit, "until", now->updates_postponed_until_s, std::move(wanted));
                                              });
}

//= EN303645 5.3-6
// Postponing ends at the deadline of a critical release. updater holds to that whatever the settings say; here the person is
// told. What waits is looked at again with the new choice.
void Gate::save_settings(const VisitPtr& visit, std::string_view field, std::int64_t postponed_before_s,
                         contract::Settings wanted) {
  const std::int64_t until_s = wanted.updates_postponed_until_s;
  const bool postpones = until_s != postponed_before_s && until_s > clock_.wall_s();
  peers_.updater->ask<contract::ReadUpdate>(
      {}, [this, visit, field, postpones, wanted = std::move(wanted)](const Result<contract::UpdateReport>& update) {
        const bool has_deadline = update && update->deadline_s != 0;
        if (postpones && has_deadline && wanted.updates_postponed_until_s > update->deadline_s)
          return visit->answer(beyond_deadline(field, update->deadline_s));
        const bool waits = update && update->phase == contract::UpdatePhase::available;
        peers_.steward->ask<contract::WriteSettings>(
            {visit->token.clone(), wanted}, [this, visit, waits](const Result<contract::Settings>& settings) {
              visit->answer(settings ? json(200, settings_json(*settings)) : refusal_for(settings.error()));
              if (settings && waits) peers_.updater->ask<contract::CheckForUpdate>({}, [](const Result<ipc::Done>&) {});
            });
      });
}

}  // namespace cardea::gate
