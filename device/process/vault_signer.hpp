// SPDX-License-Identifier: Apache-2.0
// A signing key that lives in vault: gate and courier hold this instead of a key. `Ask` is the one message that this process may
// send (SignLocalTls, SignDevice), so a signer for the other key cannot even be written here without vault dropping the peer.
//= EN303645 5.4-1
#pragma once

#include <memory>

#include "contracts/ipc/vault.hpp"
#include "lib/crypto/keys.hpp"
#include "lib/ipc/channel.hpp"

namespace cardea::process {

template <ipc::Message Ask>
class VaultSigner final : public crypto::Signer {
 public:
  VaultSigner(std::shared_ptr<ipc::Channel> vault, crypto::PublicKey key) : vault_(std::move(vault)), key_(std::move(key)) {}

  crypto::PublicKey public_key() const override { return key_; }

  // Waits: TLS needs the signature to go on, and vault answers in under a millisecond.
  Result<Buffer> sign_digest(const crypto::Digest256& digest) override {
    TRY(contract::Signature signature, vault_->ask_now(Ask{digest}));
    return std::move(signature.der);
  }

 private:
  std::shared_ptr<ipc::Channel> vault_;
  crypto::PublicKey key_;
};

}  // namespace cardea::process
