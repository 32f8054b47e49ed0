// SPDX-License-Identifier: Apache-2.0
// The seam between vault and whatever holds the keys: files (device/vault/file_provider.hpp), a TPM 2.0 (tpm2/) or a PKCS#11
// token (pkcs11/). No call gives a private key away, and none ever may: what leaves are signatures and public halves.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "lib/crypto/keys.hpp"

namespace cardea::vault {

inline constexpr std::size_t kSecretMax = 128;   // bytes that seal takes, at least one: a key, not a document
inline constexpr std::size_t kContextMax = 256;  // bytes
inline constexpr std::size_t kBootsMax = 8;      // of allow_boots (what a TPM's PolicyOR takes)

class Provider {
 public:
  virtual ~Provider() = default;

  // ECDSA P-256 over a SHA-256 digest, in DER.
  virtual Result<Buffer> sign_local(const crypto::Digest256& digest) = 0;   // TLS of the device's own pages
  virtual Result<Buffer> sign_device(const crypto::Digest256& digest) = 0;  // the device's identity
  virtual crypto::PublicKey local_public_key() const = 0;
  virtual crypto::PublicKey device_public_key() const = 0;

  virtual std::uint64_t epoch() const = 0;
  // Never lower: Err::rollback. Durable when it returns.
  virtual Status raise_epoch(std::uint64_t value) = 0;

  // A small secret, bound to `context` (its purpose and owner), to the present counter and, where the hardware can, to the boot
  // state. unseal refuses with Err::unauthentic what was changed or sealed for another context or device, with Err::rollback
  // what was sealed before the counter was raised, and with Err::refused after a boot that allow_boots does not list.
  virtual Result<Buffer> seal(std::string_view context, const SecretBytes& secret) = 0;
  virtual Result<SecretBytes> unseal(std::string_view context, Bytes sealed) = 0;

  // Destroying a secret for good, in every copy: reseal each secret that stays, make the new blobs durable BESIDE the old ones,
  // then raise_counter. From its return the old blobs open nowhere and the new ones do. Keep both until then: when power fails
  // in between, those of counter() are the ones that open, and what was resealed for a raise that never came is noise.
  virtual std::uint64_t counter() const = 0;
  virtual Result<Buffer> reseal(std::string_view context, Bytes sealed) = 0;
  virtual Status raise_counter() = 0;

  // The boot states (what the boot-state register holds after booting an image) under which sealed secrets open: the running
  // one, and before an update is tried also the coming one; after the confirmation the running one alone. At most kBootsMax.
  // The blobs stay as they are. A provider that cannot measure a boot accepts and ignores this: description() says so.
  virtual Status allow_boots(std::span<const crypto::Digest256> states) = 0;

  // Whether what holds the keys still answers. Asked at each beat of the watchdog: cheap.
  virtual Status check() = 0;

  virtual std::string description() const = 0;
  virtual bool hardware() const = 0;
};

// What every provider checks before it seals.
inline Status check_sealable(std::string_view context, const SecretBytes& secret) {
  if (secret.empty()) return Error{Err::bad_value, "nothing is no secret"};
  if (secret.size() > kSecretMax) return Error{Err::too_large, "a secret to be sealed has at most 128 bytes"};
  if (context.size() > kContextMax) return Error{Err::too_large, "the context of a sealed secret is too long"};
  return kOk;
}

}  // namespace cardea::vault
