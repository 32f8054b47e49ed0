// SPDX-License-Identifier: Apache-2.0
// steward: the household's state. No network, no path but state/steward, typed messages only.
#include <malloc.h>

#include "device/process/declared.hpp"
#include "device/process/memory.hpp"
#include "device/process/process.hpp"
#include "device/steward/answer.hpp"
#include "device/steward/rules.hpp"
#include "device/steward/schema.hpp"
#include "lib/base/log.hpp"
#include "lib/store/file.hpp"

namespace cardea::steward {
namespace {

constexpr auto kAllRules = process::with_control(kRules);
constexpr std::uint64_t kAnswerFirstMs = 500;  // the report of an erasure reaches the person before the restart does

void restart_soon(process::Process& self) {
  self.loop().after_ms(kAnswerFirstMs, [&self] {
    self.peer(peer::warden)->ask<contract::Restart>({"erased"}, [](const Result<ipc::Done>& restarted) {
      if (!restarted) log::error(Problem::describe(restarted.error()));
    });
  });
}

Result<int> steward_main(process::Process& self) {
  const contract::WallReport locked = process::lock_memory();
  TRY(const product::ProductPolicy policy, process::declared_policy(self));
  ipc::Server server(self.loop(), kAllRules);
  TRY_(self.adopt_peers(server));            // the only peers it ever answers
  TRY(const auto confined, self.confine());  // from here on nothing but state/steward can be opened
  TRY(const Buffer factory_file, store::read_file(self.path("state/steward/factory.cbor"), 1024));
  TRY(const FactoryRecord factory, parse_factory_record(factory_file));
  TRY(const auto db, open_database(self.path("state/steward/steward.db")));
  VaultLink vault(self.peer(peer::vault));
  TRY(const auto keys, open_data_keys(*db, vault, self.clock()));
  TRY(const crypto::Argon2Cost cost, crypto::argon2_cost_for(self.clock()));
  TRY(crypto::PublicKey local_key, vault.local_key());
  TRY(const auto steward, Steward::open({*db, *keys, self.loop(), policy, factory, cost, std::move(local_key)}));
  steward->on_erased([&self] { restart_soon(self); });
  answer_with(server, *steward);
  const auto health = [&db] {
    db->release_memory();
    return contract::Health{true, ""};
  };
  return process::serve(confined, self, server, {.health = health, .stopping = {}, .more_walls = {locked}});
}

}  // namespace
}  // namespace cardea::steward

int main(int argc, char** argv) {
  mallopt(M_PERTURB, 0xa5);  // memory that is given back is overwritten, also a library's
  return cardea::process::run(cardea::peer::steward, argc, argv, cardea::steward::steward_main);
}
