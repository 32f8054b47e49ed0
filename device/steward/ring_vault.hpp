// SPDX-License-Identifier: Apache-2.0
// What steward asks of vault: for its key ring, and which key the device's pages show. An interface at the edge of the process,
// so that in tests the real vault code can stand behind it in the same process.
#pragma once

#include "contracts/ipc/vault.hpp"
#include "lib/crypto/keys.hpp"
#include "lib/ipc/channel.hpp"

namespace cardea::steward {

class RingVault {
 public:
  virtual ~RingVault() = default;
  // The messages of contracts/ipc/vault.hpp, with their errors.
  virtual Result<contract::NewRing> make_ring(bool after_raise) = 0;
  virtual Result<SecretBytes> open_ring(Bytes sealed) = 0;
  virtual Status raise_counter(bool keeps_ring) = 0;
  virtual Result<crypto::PublicKey> local_key() = 0;
};

// Over the channel that warden handed over. Waits: nothing of a household can be answered without its keys.
class VaultLink final : public RingVault {
 public:
  explicit VaultLink(std::shared_ptr<ipc::Channel> vault) : vault_(std::move(vault)) {}

  Result<contract::NewRing> make_ring(bool after_raise) override {
    return vault_->ask_now(contract::MakeRing{after_raise}, kHardwareTakesMs);
  }
  Result<SecretBytes> open_ring(Bytes sealed) override {
    TRY(contract::RingKey ring, vault_->ask_now(contract::OpenRing{to_buffer(sealed)}, kHardwareTakesMs));
    return std::move(ring.key);
  }
  Status raise_counter(bool keeps_ring) override {
    TRY_(vault_->ask_now(contract::RaiseCounter{keeps_ring}, kHardwareTakesMs));
    return kOk;
  }
  Result<crypto::PublicKey> local_key() override {
    TRY(contract::LocalKey key, vault_->ask_now(contract::ReadLocalKey{}, kHardwareTakesMs));
    return crypto::PublicKey{std::move(key.spki)};
  }

 private:
  static constexpr int kHardwareTakesMs = 8'000;  // below the time that warden gives a process to start
  std::shared_ptr<ipc::Channel> vault_;
};

}  // namespace cardea::steward
