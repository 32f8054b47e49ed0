// SPDX-License-Identifier: Apache-2.0
// For tests: the real vault code with a real root of trust, without the process around it.
#pragma once

#include "device/steward/ring_vault.hpp"
#include "device/vault/key_ring.hpp"

namespace cardea::steward::test {

class VaultBeside final : public RingVault {
 public:
  explicit VaultBeside(std::unique_ptr<vault::Provider> keys) : keys_(std::move(keys)), ring_(*keys_) {}

  Result<contract::NewRing> make_ring(bool after_raise) override {
    if (fails_to_make) return Error{Err::io, "the root of trust does not answer"};
    return ring_.make(after_raise);
  }
  Result<SecretBytes> open_ring(Bytes sealed) override { return ring_.open(sealed); }
  Status raise_counter(bool keeps_ring) override {
    if (fails_before_raise) return Error{Err::io, "the root of trust does not answer"};
    TRY_(ring_.raise(keeps_ring));
    if (fails_after_raise) return Error{Err::io, "the answer is lost"};
    return kOk;
  }
  Result<crypto::PublicKey> local_key() override { return keys_->local_public_key(); }
  std::uint64_t counter() const { return keys_->counter(); }

  bool fails_to_make = false, fails_before_raise = false, fails_after_raise = false;

 private:
  std::unique_ptr<vault::Provider> keys_;
  vault::KeyRing ring_;
};

}  // namespace cardea::steward::test
