// SPDX-License-Identifier: Apache-2.0
// vault: the only process that touches a private key or the security epoch. It has no network, opens no path but
// state/vault, and reads no bytes from outside but typed messages.
#include <cstdio>

#include "device/process/memory.hpp"
#include "device/vault/choose.hpp"
#include "device/vault/rules.hpp"

namespace cardea::vault {
namespace {

Result<int> vault_main(process::Process& self) {
  const contract::WallReport locked = process::lock_memory();
  TRY(const auto keys, open_provider(self.device(), self.take_tpm()));  // the one root of trust that identity/key-store names
  ipc::Server server(self.loop(), kRules);
  answer_with(server, *keys);
  TRY_(self.adopt_peers(server));            // the only peers it ever answers
  TRY(const auto confined, self.confine());  // from here on: nothing else
  return process::serve(confined, self, server, {.health = [&] { return health_of(*keys); }, .stopping = {}, .more_walls = {locked}});
}

}  // namespace
}  // namespace cardea::vault

int main(int argc, char** argv) {
  return cardea::process::run(cardea::peer::vault, argc, argv, cardea::vault::vault_main);
}
