// SPDX-License-Identifier: Apache-2.0
// Keys in a PKCS#11 token. All of it is in the token, the security epoch and the counter included; state/vault holds the PIN (a
// file `pin` that vault's user alone may read) and, with SoftHSM, its configuration and its token: a token that is files must
// lie there, because vault's walls open no other path for it.
//
// What this does not stop. A token has no counter that only rises: the epoch is a data object, and whoever has the PIN can
// destroy it and write a lower one. Raising the counter destroys the old sealing key in the token, which is final where the
// token is hardware; where it is files (SoftHSM), a copy of them from before brings key and epoch back. And a token knows
// nothing of the boot: what is sealed opens after any.
#pragma once

#include "contracts/board/key_store.hpp"
#include "device/vault/provider.hpp"
#include "lib/pkcs11/token.hpp"

namespace cardea::vault::pkcs11 {

using cardea::pkcs11::Object;
using cardea::pkcs11::Token;

class Pkcs11Provider final : public Provider {
 public:
  static Status make(const std::string& folder, const board::TokenKeys& keys);
  static Result<std::unique_ptr<Pkcs11Provider>> open(const std::string& folder, const board::TokenKeys& keys);

  Result<Buffer> sign_local(const crypto::Digest256& digest) override { return token_->sign(local_, digest); }
  Result<Buffer> sign_device(const crypto::Digest256& digest) override { return token_->sign(device_, digest); }
  crypto::PublicKey local_public_key() const override { return local_public_; }
  crypto::PublicKey device_public_key() const override { return device_public_; }
  std::uint64_t epoch() const override { return epoch_; }
  Status raise_epoch(std::uint64_t value) override;

  Result<Buffer> seal(std::string_view context, const SecretBytes& secret) override;
  Result<SecretBytes> unseal(std::string_view context, Bytes sealed) override;
  std::uint64_t counter() const override { return counter_; }
  Result<Buffer> reseal(std::string_view context, Bytes sealed) override;
  Status raise_counter() override;
  Status allow_boots(std::span<const crypto::Digest256>) override { return kOk; }  // a token knows of no boot

  Status check() override;
  std::string description() const override;
  bool hardware() const override { return token_->hardware(); }

 private:
  Pkcs11Provider(std::unique_ptr<Token> token, std::string label) : token_(std::move(token)), label_(std::move(label)) {}
  Status read_keys();
  Status read_epoch();
  Status read_sealing_keys();
  Status make_next();
  Result<Buffer> seal_under(Object key, std::uint64_t counter, std::string_view context, const SecretBytes& secret);

  std::unique_ptr<Token> token_;
  std::string label_;
  Object device_ = 0, local_ = 0;
  crypto::PublicKey device_public_, local_public_;
  std::uint64_t epoch_ = 0;
  std::uint64_t counter_ = 0;
  Object sealing_ = 0;
  std::optional<Object> next_;  // of a raise that has begun
};

}  // namespace cardea::vault::pkcs11
