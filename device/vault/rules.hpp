// SPDX-License-Identifier: Apache-2.0
// Who may ask vault for what. Everything that is not a row drops the peer (lib/ipc/server.hpp); no row gives a private key away.
#pragma once

#include "contracts/ipc/vault.hpp"
#include "device/process/process.hpp"
#include "device/vault/provider.hpp"

namespace cardea::vault {

// A hardware counter wears: more raises than a household can cause between two starts are no household's.
inline constexpr std::uint32_t kRaisesMax = 100;

//= EN303645 5.4-1
inline constexpr auto kRules = process::with_control(std::array{
    ipc::Rule{contract::SignLocalTls::kOp, peer::gate},
    ipc::Rule{contract::SignDevice::kOp, peer::courier},
    ipc::Rule{contract::ReadEpoch::kOp, peer::updater},
    ipc::Rule{contract::ReadEpoch::kOp, peer::warden},
    ipc::Rule{contract::RaiseEpoch::kOp, peer::warden},
    ipc::Rule{contract::ReadProvider::kOp, peer::warden},
    ipc::Rule{contract::ReadProvider::kOp, peer::gate},
    ipc::Rule{contract::MakeRing::kOp, peer::steward},
    ipc::Rule{contract::OpenRing::kOp, peer::steward},
    ipc::Rule{contract::RaiseCounter::kOp, peer::steward, kRaisesMax},
    ipc::Rule{contract::ReadLocalKey::kOp, peer::steward},
    ipc::Rule{contract::AllowBoots::kOp, peer::warden},
});

// For the watchdog, and for whoever looks whether the device is secure.
contract::Health health_of(Provider& keys);

// Registers the handlers; `keys` must outlive the server.
void answer_with(ipc::Server& server, Provider& keys);

}  // namespace cardea::vault
