// SPDX-License-Identifier: Apache-2.0
// Keys in a TPM 2.0. Below state/vault lie only objects that this one TPM can use: the two keys as it wrapped them, the security
// epoch and the sealing root, both anchored in NV counters (anchor.hpp).
//
// What this does not stop: whoever runs code with access to the TPM may use the keys there (never take them), and may seal a lower
// epoch for the next counter value. A copy of the disk, old or changed, gets neither.
#pragma once

#include "contracts/board/key_store.hpp"
#include "device/vault/provider.hpp"
#include "device/vault/tpm2/anchor.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault::tpm2 {

// In the range that a TPM's owner may use (TCG registry of reserved handles: 0x01500000 to 0x017fffff).
inline constexpr TPM2_HANDLE kEpochCounter = 0x01500ca0;
inline constexpr TPM2_HANDLE kSealCounter = 0x01500ca1;

class Tpm2Provider final : public Provider {
 public:
  // `boot`: the boot state under which sealed secrets will open; without, the present one.
  static Status make(const std::string& folder, UniqueFd tpm, const board::TpmKeys& keys,
                     const std::optional<crypto::Digest256>& boot);
  // Err::rollback when the epoch in `folder` is older than the TPM's counter: an old copy was put back.
  static Result<std::unique_ptr<Tpm2Provider>> open(const std::string& folder, UniqueFd tpm, const board::TpmKeys& keys);

  Result<Buffer> sign_local(const crypto::Digest256& digest) override { return tpm_->sign(local_, digest); }
  Result<Buffer> sign_device(const crypto::Digest256& digest) override { return tpm_->sign(device_, digest); }
  crypto::PublicKey local_public_key() const override { return local_public_; }
  crypto::PublicKey device_public_key() const override { return device_public_; }
  std::uint64_t epoch() const override { return epoch_; }
  Status raise_epoch(std::uint64_t value) override;

  Result<Buffer> seal(std::string_view context, const SecretBytes& secret) override;
  Result<SecretBytes> unseal(std::string_view context, Bytes sealed) override;
  std::uint64_t counter() const override { return sealing_.counter(); }
  Result<Buffer> reseal(std::string_view context, Bytes sealed) override;
  Status raise_counter() override;
  // A state that is taken off the list still opens a copy of the file from before, until the counter is raised.
  Status allow_boots(std::span<const crypto::Digest256> states) override;

  Status check() override;
  std::string description() const override;
  bool hardware() const override { return keys_.door == board::TpmKeys::Door::device; }

 private:
  Tpm2Provider(std::unique_ptr<Tpm> tpm, board::TpmKeys keys, Anchor epoch, Anchor sealing)
      : tpm_(std::move(tpm)),
        keys_(std::move(keys)),
        epoch_anchor_(std::move(epoch)),
        sealing_(std::move(sealing)) {}
  Status read_keys(const std::string& folder);
  Status read_epoch();
  Result<crypto::AeadKey> root() const;

  std::unique_ptr<Tpm> tpm_;
  board::TpmKeys keys_;
  Anchor epoch_anchor_, sealing_;
  StoredObject device_, local_;
  crypto::PublicKey device_public_, local_public_;
  std::uint64_t epoch_ = 0;
  std::unique_ptr<SecretBytes> next_root_;  // of a raise that has begun: in memory alone until raise_counter seals it
};

}  // namespace cardea::vault::tpm2
