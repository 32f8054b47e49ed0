// SPDX-License-Identifier: Apache-2.0
#include "device/updater/ipc_peers.hpp"

#include "lib/base/log.hpp"

namespace cardea::updater {

void IpcSteward::count_failed_update() {
  channel_->ask(contract::RecordTelemetry{"update_failures", 1}, [](Result<ipc::Done> taken) {
    if (!taken) log::info("update_failures is not counted: the product does not declare it, or steward is away");
  });
}

void IpcVault::read_epoch(Answer<std::uint64_t> answer) {
  channel_->ask(contract::ReadEpoch{}, [answer = std::move(answer)](Result<contract::Epoch> epoch) {
    if (epoch)
      answer(epoch->value);
    else
      answer(epoch.error());
  });
}

}  // namespace cardea::updater
