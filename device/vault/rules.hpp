// SPDX-License-Identifier: Apache-2.0
// Who may ask vault for what. Everything that is not a row drops the peer (lib/ipc/server.hpp); no row gives a key away.
#pragma once

#include "contracts/ipc/vault.hpp"
#include "device/process/process.hpp"
#include "device/vault/provider.hpp"

namespace cardea::vault {

//= EN303645 5.4-1
inline constexpr auto kRules = process::with_control(std::array{
    ipc::Rule{contract::SignLocalTls::kOp, peer::gate},
    ipc::Rule{contract::SignDevice::kOp, peer::courier},
    ipc::Rule{contract::ReadEpoch::kOp, peer::updater},
    ipc::Rule{contract::ReadEpoch::kOp, peer::warden},
    ipc::Rule{contract::RaiseEpoch::kOp, peer::warden},
    ipc::Rule{contract::ReadProvider::kOp, peer::warden},
    ipc::Rule{contract::ReadProvider::kOp, peer::gate},
});

// Registers the handlers; `keys` must outlive the server.
void answer_with(ipc::Server& server, Provider& keys);

}  // namespace cardea::vault
