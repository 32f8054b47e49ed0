// SPDX-License-Identifier: Apache-2.0
// Who may ask steward for what. A row that is not here does not exist: asking for it drops the peer.
#pragma once

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "contracts/ipc/people.hpp"
#include "contracts/ipc/steward.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::steward {

// clang-format off
inline constexpr std::array kRules{
    // gate relays what a person gives it; every row below the first three
    // (and FirstSignIn, AskChallenge, MachineSignIn) also needs that person's token or password.
    ipc::Rule{contract::ReadState::kOp,          peer::gate},
    ipc::Rule{contract::SetUp::kOp,              peer::gate},
    ipc::Rule{contract::SignIn::kOp,             peer::gate},
    ipc::Rule{contract::CheckSession::kOp,       peer::gate},
    ipc::Rule{contract::SignOut::kOp,            peer::gate},
    ipc::Rule{contract::ChangePassword::kOp,     peer::gate},
    ipc::Rule{contract::ReadSettings::kOp,       peer::gate},
    ipc::Rule{contract::WriteSettings::kOp,      peer::gate},
    ipc::Rule{contract::ReadEvents::kOp,         peer::gate},
    ipc::Rule{contract::Erase::kOp,              peer::gate},
    ipc::Rule{contract::ListPeople::kOp,         peer::gate},
    ipc::Rule{contract::AddPerson::kOp,          peer::gate},
    ipc::Rule{contract::RemovePerson::kOp,       peer::gate},
    ipc::Rule{contract::ChangeRole::kOp,         peer::gate},
    ipc::Rule{contract::ResetPassword::kOp,      peer::gate},
    ipc::Rule{contract::FirstSignIn::kOp,        peer::gate},
    ipc::Rule{contract::BeginSecondFactor::kOp,  peer::gate},
    ipc::Rule{contract::ConfirmSecondFactor::kOp, peer::gate},
    ipc::Rule{contract::RemoveSecondFactor::kOp, peer::gate},
    ipc::Rule{contract::AddMachine::kOp,         peer::gate},
    ipc::Rule{contract::AskChallenge::kOp,       peer::gate},
    ipc::Rule{contract::MachineSignIn::kOp,      peer::gate},
    ipc::Rule{contract::RecordTelemetry::kOp,    peer::gate},

    ipc::Rule{contract::ReadUpdateSettings::kOp, peer::updater},
    ipc::Rule{contract::RecordEvent::kOp,        peer::updater},
    ipc::Rule{contract::RecordTelemetry::kOp,    peer::updater},

    ipc::Rule{contract::ReadState::kOp,          peer::courier},  // the check-in says it
    ipc::Rule{contract::RecordEvent::kOp,        peer::courier},
    ipc::Rule{contract::RecordTelemetry::kOp,    peer::courier},
    ipc::Rule{contract::TakeTelemetry::kOp,      peer::courier},
    ipc::Rule{contract::TelemetryDelivered::kOp, peer::courier},

    ipc::Rule{contract::DeviceEvent::kOp,        peer::warden},
    ipc::Rule{contract::Alert::kOp,              peer::warden},
};
// clang-format on

}  // namespace cardea::steward
