// SPDX-License-Identifier: Apache-2.0
// gate: every byte from the local network. Holds no key (vault signs), knows no password (steward does), opens no file
// once it serves, and listens only where the declaration says: the sockets were made by warden.
#include <malloc.h>

#include "device/gate/gate.hpp"
#include "device/process/declared.hpp"
#include "device/process/memory.hpp"
#include "device/process/process.hpp"
#include "device/process/vault_signer.hpp"
#include "lib/base/log.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"

namespace cardea::gate {
namespace {

// gate answers nobody but warden.
constexpr auto kRules = process::with_control(std::array<ipc::Rule, 0>{});

Result<std::shared_ptr<net::TlsContext>> tls_through(process::Process& self, const std::string& certificate) {
  TRY(auto key, crypto::certificate_public_key(certificate));
  auto signer = std::make_shared<process::VaultSigner<contract::SignLocalTls>>(self.peer(peer::vault), std::move(key));
  return net::TlsContext::server({certificate, std::move(signer)}, std::nullopt);
}

// A listener that the declaration does not give to gate is closed, whoever opened it.
Status serve_declared(process::Process& self, const product::ProductPolicy& policy, net::HttpServer& http) {
  for (process::Listener& listener : self.take_listeners()) {
    const product::InterfacePolicy* row = policy.interface_with(listener.id);
    if (row == nullptr || row->process != peer::gate) return Error{Err::refused, "a listener is not declared for gate"};
    TRY_(http.serve(std::move(listener.fd)));
  }
  return kOk;
}

Result<int> gate_main(process::Process& self) {
  const contract::WallReport locked = process::lock_memory();
  TRY(const product::ProductPolicy policy, process::declared_policy(self));
  TRY(const std::string certificate, store::read_text(self.path("identity/local.crt.pem"), 64 * 1024));
  ipc::Server server(self.loop(), kRules);
  TRY_(self.adopt_peers(server));  // the only peers it asks: steward, updater, vault, warden
  TRY(const auto tls, tls_through(self, certificate));
  TRY(const auto confined, self.confine());  // from here on: no file, no connection of its own
  Gate gate(policy, {self.peer(peer::steward), self.peer(peer::updater), self.peer(peer::vault), self.peer(peer::warden)},
            self.clock());
  net::HttpServer http(
      self.loop(), tls, kHttpLimits,
      [&gate](net::HttpRequest request, net::Responder responder) { gate.handle(std::move(request), std::move(responder)); },
      [&gate](std::string_view source) { return gate.welcomes(source); });
  TRY_(serve_declared(self, policy, http));
  return process::serve(confined, self, server, {.health = {}, .stopping = {}, .more_walls = {locked}});
}

}  // namespace
}  // namespace cardea::gate

int main(int argc, char** argv) {
  mallopt(M_PERTURB, 0xa5);  // memory that is given back is overwritten, also a library's
  return cardea::process::run(cardea::peer::gate, argc, argv, cardea::gate::gate_main);
}
