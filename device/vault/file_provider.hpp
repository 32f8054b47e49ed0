// SPDX-License-Identifier: Apache-2.0
// Keys as files below state/vault, for development and for boards without a security module. It says so of itself, and
// the assessment shows it. The files are readable by vault's user alone.
#pragma once

#include "device/vault/provider.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault {

// The key that seals, and the counter value it belongs to. Another value, another key.
struct SealRoot {
  std::uint64_t counter = 0;
  crypto::AeadKey key;
};

class FileProvider final : public Provider {
 public:
  // Makes both keys, an epoch of 0 and a sealing key. Err::exists when a key is there already: a device has one identity.
  static Status make(const std::string& folder);

  // Err::broken when a part is missing: keys without their epoch would be a rollback.
  static Result<std::unique_ptr<FileProvider>> open(const std::string& folder);

  Result<Buffer> sign_local(const crypto::Digest256& digest) override { return local_->sign_digest(digest); }
  Result<Buffer> sign_device(const crypto::Digest256& digest) override { return device_->sign_digest(digest); }
  crypto::PublicKey local_public_key() const override { return local_->public_key(); }
  crypto::PublicKey device_public_key() const override { return device_->public_key(); }
  std::uint64_t epoch() const override { return epoch_; }
  Status raise_epoch(std::uint64_t value) override;

  Result<Buffer> seal(std::string_view context, const SecretBytes& secret) override;
  Result<SecretBytes> unseal(std::string_view context, Bytes sealed) override;
  // Best effort: the old sealing key is overwritten here, but a full copy of state/vault made before brings it back.
  std::uint64_t counter() const override { return root_.counter; }
  Result<Buffer> reseal(std::string_view context, Bytes sealed) override;
  Status raise_counter() override;
  Status allow_boots(std::span<const crypto::Digest256>) override { return kOk; }  // nothing here measures a boot

  Status check() override;
  std::string description() const override { return "file (keys are files that only vault's user may read; no security module)"; }
  bool hardware() const override { return false; }

 private:
  FileProvider(std::string folder, std::unique_ptr<crypto::EcKey> device, std::unique_ptr<crypto::EcKey> local, SealRoot root)
      : folder_(std::move(folder)),
        device_(std::move(device)),
        local_(std::move(local)),
        root_(std::move(root)) {}

  std::string folder_;
  std::unique_ptr<crypto::EcKey> device_, local_;
  std::uint64_t epoch_ = 0;
  SealRoot root_;
  std::unique_ptr<SealRoot> next_;  // of a raise that has begun: in memory alone until raise_counter makes it the one root
};

// The epoch's file: eight bytes, big-endian.
Result<std::uint64_t> parse_epoch(Bytes wire);
Buffer encode_epoch(std::uint64_t value);

// The sealing key's file: a version, the counter, 32 bytes of key.
Result<SealRoot> parse_seal_root(Bytes wire);
SecretBytes encode_seal_root(const SealRoot& root);

}  // namespace cardea::vault
