// SPDX-License-Identifier: Apache-2.0
#include "contracts/ipc/vault.hpp"
#include "device/courier/courier.hpp"
#include "device/process/process.hpp"
#include "device/process/vault_signer.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"

namespace cardea {
namespace {

constexpr auto kCourierRules = process::with_control(courier::kRules);

// Public files only, read before the walls go up: where the service is, whom to trust, who we are.
struct Identity {
  courier::ServiceAddress service;
  std::string service_ca_pem;
  std::string certificate_pem;
  crypto::PublicKey key;
  std::int64_t born_s = 0;  // no clock that shows an earlier moment is right
};

Result<Identity> read_identity(const process::Process& self) {
  Identity identity;
  TRY(const Buffer device, store::read_file(self.path("identity/device.cbor")));
  TRY(identity.service, courier::parse_service_address(device));
  TRY(identity.service_ca_pem, store::read_text(self.path("identity/service-ca.pem")));
  TRY(identity.certificate_pem, store::read_text(self.path("identity/device.crt.pem")));
  TRY(identity.key, crypto::certificate_public_key(identity.certificate_pem));
  TRY(const auto birth, crypto::certificate_info_pem(identity.certificate_pem));
  identity.born_s = birth.not_before_s;
  return identity;
}

Result<int> courier_main(process::Process& self) {
  TRY(Identity identity, read_identity(self));
  ipc::Server server(self.loop(), kCourierRules);
  TRY_(self.adopt_peers(server));
  auto signer = std::make_shared<process::VaultSigner<contract::SignDevice>>(self.peer(peer::vault), identity.key);
  TRY(auto tls, net::TlsContext::client(net::PeerCheck{identity.service_ca_pem, "", identity.service.name, true, identity.born_s},
                                        net::TlsIdentity{identity.certificate_pem, signer}));
  TRY(const auto confined, self.confine({identity.service.port}));  // from here on: one port of one service, and our peers

  courier::ServiceLink service(self.loop(), identity.service, tls);
  courier::Courier courier(self.loop(), service, {self.peer(peer::steward), self.peer(peer::updater), self.peer(peer::warden)});
  courier.answer(server);
  self.loop().after_ms(0, [&courier] { courier.start(); });
  process::Serving serving;
  serving.health = [&courier] { return contract::Health{true, courier.service_reached() ? "service reached" : "service not reached"}; };
  return process::serve(confined, self, server, std::move(serving));
}

}  // namespace
}  // namespace cardea

int main(int argc, char** argv) { return cardea::process::run(cardea::peer::courier, argc, argv, cardea::courier_main); }
