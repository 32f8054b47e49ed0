// SPDX-License-Identifier: Apache-2.0
// updater: the only process that writes a slot, and only the one that does not run. It parses hostile bytes (update metadata,
// images) without network, without keys, and with no way to start what it wrote: it asks warden, who looks for himself.
#include "device/process/declared.hpp"
#include "device/updater/ipc_peers.hpp"
#include "device/updater/rules.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/store/file.hpp"

namespace cardea::updater {
namespace {

constexpr std::size_t kIdentityMax = 4096;

Result<Settings> read_settings(const process::Process& self) {
  TRY(const Buffer wire, store::read_file(self.path("identity/device.cbor"), kIdentityMax));
  TRY(const Value identity, parse_cbor(wire));
  Settings settings;
  TRY(settings.model, identity.text("model"));
  TRY(settings.factory_root, store::read_file(self.path("identity/tuf-root.json"), tuf::size_max(tuf::RoleName::root)));
  settings.state_directory = self.path("state/updater");
  const auto image_in = [&](board::Slot slot) { return self.path(std::string("slots/") + board::name_of(slot) + "/image"); };
  settings.inactive_image = image_in(board::other(self.running_slot()));
  settings.running_image = image_in(self.running_slot());
  settings.component_directory = self.path("components");
  TRY(const product::ProductPolicy declared, process::declared_policy(self));
  for (const product::ComponentPolicy& component : declared.components) settings.components.push_back(component.name);
  return settings;
}

// Chance for the daily hour. The bias of the remainder is far below a millisecond.
std::uint64_t chance(std::uint64_t below) {
  std::array<std::uint8_t, 8> raw{};
  crypto::random_bytes(raw);
  std::uint64_t value = 0;
  for (const std::uint8_t byte : raw) value = value << 8 | byte;
  return value % below;
}

Result<int> updater_main(process::Process& self) {
  TRY(Settings settings, read_settings(self));
  tuf::DirectoryStore metadata(settings.state_directory);
  ipc::Server server(self.loop(), kRules);
  TRY_(self.adopt_peers(server));            // the only peers it ever asks or answers
  std::unique_ptr<Worker> worker;
  const auto start_worker = [&worker]() -> Status {
    TRY(worker, WorkerThread::start());
    return kOk;
  };
  TRY(const auto confined, self.confine({}, start_worker));  // from here on: the inactive slot, its own state, nothing else
  IpcCourier courier(self.peer(peer::courier));
  IpcSteward steward(self.peer(peer::steward));
  IpcVault vault(self.peer(peer::vault));
  IpcWarden warden(self.peer(peer::warden));
  Updater updater(self.loop(), {courier, steward, vault, warden}, metadata, std::move(settings), chance, *worker);
  const MediaFolder media(self.loop(), self.path("media"));
  answer_with(server, self.loop(), updater, media);
  return process::serve(confined, self, server);
}

}  // namespace
}  // namespace cardea::updater

int main(int argc, char** argv) {
  return cardea::process::run(cardea::peer::updater, argc, argv, cardea::updater::updater_main);
}
