// SPDX-License-Identifier: Apache-2.0
// Signing keys behind one seam: bytes in this process, or a process that holds them for us.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/secret.hpp"

namespace cardea::crypto {

using Digest256 = std::array<std::uint8_t, 32>;

// The public half, as DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
struct PublicKey {
  Buffer spki;
};

// Signs a SHA-256 digest with ECDSA P-256; the signature is DER (RFC 3279 section 2.2.3).
class Signer {
 public:
  virtual ~Signer() = default;
  virtual PublicKey public_key() const = 0;
  virtual Result<Buffer> sign_digest(const Digest256& digest) = 0;
};

// What a security module gives, in the forms that everybody else reads: the coordinates of a P-256 point, 32 bytes each, as a
// PublicKey; and r and s, 32 bytes each, as a DER signature. Err::bad_value for other sizes and for what is no point.
Result<PublicKey> p256_public_key(Bytes x, Bytes y);
Result<Buffer> ecdsa_der(Bytes r, Bytes s);

// An ECDSA P-256 private key held in this process.
class EcKey final : public Signer {
 public:
  static Result<std::unique_ptr<EcKey>> generate();
  static Result<std::unique_ptr<EcKey>> from_der(const SecretBytes& pkcs8);
  static Result<std::unique_ptr<EcKey>> from_pem(const SecretBytes& pem);
  ~EcKey() override;
  PublicKey public_key() const override;
  Result<Buffer> sign_digest(const Digest256& digest) override;
  Result<SecretBytes> to_der() const;  // PKCS#8, unencrypted: the caller seals or guards it
  Result<SecretBytes> to_pem() const;

 private:
  struct Parts;
  explicit EcKey(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Ed25519 (RFC 8032), for TUF roles and reports.
class Ed25519Key final {
 public:
  static Result<std::unique_ptr<Ed25519Key>> generate();
  static Result<std::unique_ptr<Ed25519Key>> from_seed(const SecretBytes& seed32);
  std::array<std::uint8_t, 32> public_key() const { return public_; }
  Result<std::array<std::uint8_t, 64>> sign(Bytes message) const;
  SecretBytes seed() const { return seed_.clone(); }

 private:
  static constexpr std::size_t kSeedSize = 32;
  explicit Ed25519Key(SecretBytes seed);
  SecretBytes seed_;
  std::array<std::uint8_t, 32> public_{};
};

// Err::bad_value: no point of P-256 in the one form that we take (p256_form.hpp).
Status check_p256(const PublicKey& key);

// Verification. Success is the only way to an ok Status: never a bool (style S8).
Status verify_ecdsa_p256(const PublicKey& key, const Digest256& digest, Bytes signature_der);
// RSASSA-PSS with SHA-256 and MGF1 over SHA-256 (RFC 8017), the salt as long as the hash, as that recommends, or as long as the
// key allows, as OpenSSL signs unasked; keys of 3072 to 4096 bits. For metadata of others.
Status verify_rsa_pss_sha256(const PublicKey& key, const Digest256& digest, Bytes signature);
Status verify_ed25519(Bytes public_key32, Bytes message, Bytes signature64);

}  // namespace cardea::crypto
