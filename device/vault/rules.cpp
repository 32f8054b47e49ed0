// SPDX-License-Identifier: Apache-2.0
#include "device/vault/rules.hpp"

#include "device/vault/key_ring.hpp"

namespace cardea::vault {
namespace {

void answer_ring(ipc::Server& server, Provider& keys) {
  const auto ring = std::make_shared<KeyRing>(keys);
  server.on<contract::MakeRing>([ring](const std::string&, contract::MakeRing& ask) { return ring->make(ask.after_raise); });
  server.on<contract::OpenRing>([ring](const std::string&, contract::OpenRing& ask) -> Result<contract::RingKey> {
    TRY(SecretBytes key, ring->open(ask.sealed));
    return contract::RingKey{std::move(key)};
  });
  server.on<contract::RaiseCounter>([ring, &keys](const std::string&, contract::RaiseCounter& ask) -> Result<contract::Counter> {
    TRY_(ring->raise(ask.keeps_ring));
    return contract::Counter{keys.counter()};
  });
}

}  // namespace

contract::Health health_of(Provider& keys) {
  const Status answers = keys.check();
  return {answers.ok(), answers ? "" : answers.error().what};
}

void answer_with(ipc::Server& server, Provider& keys) {
  using contract::Epoch;
  using contract::Signature;

  server.on<contract::SignLocalTls>([&keys](const std::string&, contract::SignLocalTls& ask) -> Result<Signature> {
    TRY(Buffer der, keys.sign_local(ask.digest));
    return Signature{std::move(der)};
  });
  server.on<contract::SignDevice>([&keys](const std::string&, contract::SignDevice& ask) -> Result<Signature> {
    TRY(Buffer der, keys.sign_device(ask.digest));
    return Signature{std::move(der)};
  });
  server.on<contract::ReadEpoch>(
      [&keys](const std::string&, contract::ReadEpoch&) -> Result<Epoch> { return Epoch{keys.epoch()}; });
  server.on<contract::RaiseEpoch>([&keys](const std::string&, contract::RaiseEpoch& ask) -> Result<Epoch> {
    TRY_(keys.raise_epoch(ask.value));
    return Epoch{keys.epoch()};
  });
  server.on<contract::ReadProvider>([&keys](const std::string&, contract::ReadProvider&) -> Result<contract::ProviderReport> {
    return contract::ProviderReport{keys.description(), keys.hardware(), health_of(keys).detail};
  });
  server.on<contract::ReadLocalKey>([&keys](const std::string&, contract::ReadLocalKey&) -> Result<contract::LocalKey> {
    return contract::LocalKey{keys.local_public_key().spki};
  });
  server.on<contract::AllowBoots>([&keys](const std::string&, contract::AllowBoots& ask) -> Result<ipc::Done> {
    TRY_(keys.allow_boots(ask.states));
    return ipc::Done{};
  });
  answer_ring(server, keys);
}

}  // namespace cardea::vault
