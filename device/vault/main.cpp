// SPDX-License-Identifier: Apache-2.0
// vault: the only process that touches a private key or the security epoch. It has no network, opens no path but
// state/vault, and reads no bytes from outside but typed messages.
#include <sys/mman.h>
#include <sys/resource.h>

#include <cstdio>

#include "device/vault/choose.hpp"
#include "device/vault/rules.hpp"

namespace cardea::vault {
namespace {

// Keys must not reach a swap partition. Pages are locked as they are used, so that this costs no memory. The limit that makes
// this possible is raised by warden, as root only; where even root may not raise it (a container without CAP_SYS_RESOURCE),
// locking would succeed now and starve the process once it has become its own user.
contract::WallReport lock_memory() {
  constexpr rlim_t kAddressSpace = 128U << 20;  // vault's row of device/process/rules.cpp
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur < kAddressSpace) {
    return {"memory-lock", false, "the limit on locked memory is too low: keys could reach a swap partition"};
  }
  if (::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) return {"memory-lock", true, "keys cannot be swapped out"};
  return {"memory-lock", false, "not permitted here (RLIMIT_MEMLOCK): keys could reach a swap partition"};
}

Result<int> vault_main(process::Process& self) {
  const contract::WallReport locked = lock_memory();
  TRY(const auto keys, open_provider(self.device(), self.take_tpm()));  // the one root of trust that identity/key-store names
  ipc::Server server(self.loop(), kRules);
  answer_with(server, *keys);
  TRY_(self.adopt_peers(server));            // the only peers it ever answers
  TRY(const auto confined, self.confine());  // from here on: nothing else
  return process::serve(confined, self, server, {.health = {}, .stopping = {}, .more_walls = {locked}});
}

}  // namespace
}  // namespace cardea::vault

int main(int argc, char** argv) {
  return cardea::process::run(cardea::peer::vault, argc, argv, cardea::vault::vault_main);
}
