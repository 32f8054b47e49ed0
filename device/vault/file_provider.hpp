// SPDX-License-Identifier: Apache-2.0
// Keys as files below state/vault, for development and for boards without a security module. It says so of itself, and
// the assessment shows it. The files are readable by vault's user alone.
#pragma once

#include "device/vault/provider.hpp"

namespace cardea::vault {

struct MadeKeys {
  std::unique_ptr<crypto::EcKey> device, local;
};

class FileProvider final : public Provider {
 public:
  // Makes both keys and an epoch of 0. Err::exists when a key is there already: a device has one identity.
  static Result<MadeKeys> make(const std::string& folder);

  // Err::broken when a part is missing: keys without their epoch would be a rollback.
  static Result<std::unique_ptr<FileProvider>> open(const std::string& folder);

  Result<Buffer> sign_local(const crypto::Digest256& digest) override { return local_->sign_digest(digest); }
  Result<Buffer> sign_device(const crypto::Digest256& digest) override { return device_->sign_digest(digest); }
  std::uint64_t epoch() const override { return epoch_; }
  Status raise_epoch(std::uint64_t value) override;
  std::string description() const override { return "file (keys are files that only vault's user may read; no security module)"; }
  bool hardware() const override { return false; }

 private:
  FileProvider(std::string folder, MadeKeys keys, std::uint64_t epoch)
      : folder_(std::move(folder)),
        device_(std::move(keys.device)),
        local_(std::move(keys.local)),
        epoch_(epoch) {}

  std::string folder_;
  std::unique_ptr<crypto::EcKey> device_, local_;
  std::uint64_t epoch_;
};

// The epoch's file: eight bytes, big-endian.
Result<std::uint64_t> parse_epoch(Bytes wire);
Buffer encode_epoch(std::uint64_t value);

}  // namespace cardea::vault
