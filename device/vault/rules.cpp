// SPDX-License-Identifier: Apache-2.0
#include "device/vault/rules.hpp"

namespace cardea::vault {

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
    return contract::ProviderReport{keys.description(), keys.hardware()};
  });
}

}  // namespace cardea::vault
