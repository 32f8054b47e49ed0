// SPDX-License-Identifier: Apache-2.0
#include "device/steward/answer.hpp"

#include "contracts/ipc/control.hpp"
#include "lib/base/log.hpp"

namespace cardea::steward {
namespace {

using Peer = const std::string&;

// std::function copies what it holds; a Later has one owner.
template <class Reply>
std::function<void(Result<Reply>)> finish(ipc::Later<Reply> later) {
  auto shared = std::make_shared<ipc::Later<Reply>>(std::move(later));
  return [shared](Result<Reply> result) {
    if (!result) log::warn(Problem::describe(result.error()));
    shared->finish(std::move(result));
  };
}

// An event that cannot be stored is said on stderr; the peer did nothing wrong.
Status logged(const Status& status) {
  if (!status && status.error().code == Err::bad_value) return status;
  if (!status) log::error(Problem::describe(status.error()));
  return kOk;
}

void answer_passwords(ipc::Server& server, Steward& steward) {
  server.on_later<contract::SetUp>([&steward](Peer, contract::SetUp request, ipc::Later<contract::SignInResult> later) {
    steward.set_up(std::move(request), finish(std::move(later)));
  });
  server.on_later<contract::SignIn>([&steward](Peer, contract::SignIn request, ipc::Later<contract::SignInResult> later) {
    steward.sign_in(std::move(request), finish(std::move(later)));
  });
  server.on_later<contract::FirstSignIn>(
      [&steward](Peer, contract::FirstSignIn request, ipc::Later<contract::SignInResult> later) {
        steward.first_sign_in(std::move(request), finish(std::move(later)));
      });
  server.on_later<contract::ChangePassword>(
      [&steward](Peer, contract::ChangePassword request, ipc::Later<contract::SignInResult> later) {
        steward.change_password(std::move(request), finish(std::move(later)));
      });
  server.on_later<contract::Erase>([&steward](Peer, contract::Erase request, ipc::Later<contract::EraseReport> later) {
    steward.erase(std::move(request), finish(std::move(later)));
  });
}

void answer_people(ipc::Server& server, Steward& steward) {
  server.on<contract::ListPeople>([&steward](Peer, contract::ListPeople& r) { return steward.list_people(r.token); });
  server.on<contract::RemovePerson>([&steward](Peer, contract::RemovePerson& r) { return steward.remove_person(r); });
  server.on<contract::ChangeRole>([&steward](Peer, contract::ChangeRole& r) { return steward.change_role(r); });
  server.on_later<contract::AddPerson>([&steward](Peer, contract::AddPerson request, ipc::Later<contract::PeopleResult> later) {
    steward.add_person(std::move(request), finish(std::move(later)));
  });
  server.on_later<contract::ResetPassword>(
      [&steward](Peer, contract::ResetPassword request, ipc::Later<contract::PeopleResult> later) {
        steward.reset_password(std::move(request), finish(std::move(later)));
      });
}

void answer_machine_clients(ipc::Server& server, Steward& steward) {
  server.on<contract::AddMachine>([&steward](Peer, contract::AddMachine& r) { return steward.add_machine(r); });
  server.on<contract::AskChallenge>([&steward](Peer, contract::AskChallenge&) { return steward.ask_challenge(); });
  server.on<contract::MachineSignIn>([&steward](Peer, contract::MachineSignIn& r) { return steward.machine_sign_in(r); });
}

void answer_second_steps(ipc::Server& server, Steward& steward) {
  server.on<contract::ConfirmSecondFactor>(
      [&steward](Peer, contract::ConfirmSecondFactor& r) { return steward.confirm_second_factor(r); });
  server.on_later<contract::BeginSecondFactor>(
      [&steward](Peer, contract::BeginSecondFactor request, ipc::Later<contract::SecondFactorOffer> later) {
        steward.begin_second_factor(std::move(request), finish(std::move(later)));
      });
  server.on_later<contract::RemoveSecondFactor>(
      [&steward](Peer, contract::RemoveSecondFactor request, ipc::Later<contract::SecondFactorRemoved> later) {
        steward.remove_second_factor(std::move(request), finish(std::move(later)));
      });
}

void answer_sessions(ipc::Server& server, Steward& steward) {
  server.on<contract::ReadState>(
      [&steward](Peer, contract::ReadState&) -> Result<contract::StateReport> { return steward.read_state(); });
  server.on<contract::CheckSession>([&steward](Peer, contract::CheckSession& r) { return steward.check_session(r.token); });
  server.on<contract::SignOut>([&steward](Peer, contract::SignOut& r) { return steward.sign_out(r.token); });
  server.on<contract::ReadSettings>([&steward](Peer, contract::ReadSettings& r) { return steward.read_settings(r.token); });
  server.on<contract::WriteSettings>(
      [&steward](Peer, contract::WriteSettings& r) { return steward.write_settings(r.token, r.settings); });
  server.on<contract::ReadEvents>([&steward](Peer, contract::ReadEvents& r) { return steward.read_events(r.token, r.max); });
}

void answer_machines(ipc::Server& server, Steward& steward) {
  server.on<contract::ReadUpdateSettings>(
      [&steward](Peer, contract::ReadUpdateSettings&) { return steward.read_update_settings(); });
  server.on<contract::RecordEvent>(
      [&steward](Peer, contract::RecordEvent& r) { return logged(steward.record_event(r.kind, r.text)); });
  server.on<contract::DeviceEvent>(
      [&steward](Peer, contract::DeviceEvent& r) { return logged(steward.record_event(r.kind, r.text)); });
  server.on<contract::Alert>([&steward](Peer, contract::Alert& r) -> Status {
    steward.alert(std::move(r.reason));
    return kOk;
  });
  server.on<contract::RecordTelemetry>(
      [&steward](Peer, contract::RecordTelemetry& r) { return steward.record_telemetry(r.name, r.value); });
  server.on<contract::TakeTelemetry>([&steward](Peer, contract::TakeTelemetry& r) { return steward.take_telemetry(r.max); });
  server.on<contract::TelemetryDelivered>(
      [&steward](Peer, contract::TelemetryDelivered& r) { return steward.telemetry_delivered(r.last_id); });
}

}  // namespace

void answer_with(ipc::Server& server, Steward& steward) {
  answer_passwords(server, steward);
  answer_sessions(server, steward);
  answer_people(server, steward);
  answer_machine_clients(server, steward);
  answer_second_steps(server, steward);
  answer_machines(server, steward);
}

}  // namespace cardea::steward
