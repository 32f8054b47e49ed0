// SPDX-License-Identifier: Apache-2.0
// Who may ask updater for what.
#pragma once

#include "device/process/process.hpp"
#include "device/updater/media.hpp"
#include "device/updater/updater.hpp"

namespace cardea::updater {

inline constexpr auto kRules = process::with_control(std::array{
    ipc::Rule{contract::ReadUpdate::kOp, peer::gate},
    ipc::Rule{contract::ReadUpdate::kOp, peer::courier},
    ipc::Rule{contract::CheckForUpdate::kOp, peer::gate},
    ipc::Rule{contract::CheckForUpdate::kOp, peer::courier},
    ipc::Rule{contract::ApplyUpdate::kOp, peer::gate},
    ipc::Rule{contract::OfferFile::kOp, peer::gate},
    ipc::Rule{contract::SupplyFile::kOp, peer::gate},
    ipc::Rule{contract::ListMedia::kOp, peer::gate},
    ipc::Rule{contract::InstallMedium::kOp, peer::gate},
    ipc::Rule{contract::BootNews::kOp, peer::warden},
});

void answer_with(ipc::Server& server, EventLoop& loop, Updater& updater, const MediaFolder& media);

}  // namespace cardea::updater
