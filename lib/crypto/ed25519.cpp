// SPDX-License-Identifier: Apache-2.0
#include <nettle/eddsa.h>

#include "lib/crypto/crypto.hpp"

namespace cardea::crypto {

Result<std::unique_ptr<Ed25519Key>> Ed25519Key::generate() {
  return from_seed(random_secret(kSeedSize));
}

Result<std::unique_ptr<Ed25519Key>> Ed25519Key::from_seed(const SecretBytes& seed32) {
  if (seed32.size() != kSeedSize) return Error{Err::bad_value, "an Ed25519 seed has 32 bytes"};
  return std::unique_ptr<Ed25519Key>(new Ed25519Key(seed32.clone()));
}

Ed25519Key::Ed25519Key(SecretBytes seed) : seed_(std::move(seed)) {
  ed25519_sha512_public_key(public_.data(), seed_.expose_secret().data());
}

Result<std::array<std::uint8_t, 64>> Ed25519Key::sign(Bytes message) const {
  std::array<std::uint8_t, 64> signature{};
  ed25519_sha512_sign(public_.data(), seed_.expose_secret().data(), message.size(), message.data(), signature.data());
  return signature;
}

Status verify_ed25519(Bytes public_key32, Bytes message, Bytes signature64) {
  if (public_key32.size() != 32) return Error{Err::bad_value, "an Ed25519 public key has 32 bytes"};
  if (signature64.size() != 64) return Error{Err::unauthentic, "an Ed25519 signature has 64 bytes"};
  if (ed25519_sha512_verify(public_key32.data(), message.size(), message.data(), signature64.data()) != 1)
    return Error{Err::unauthentic, "an Ed25519 signature does not verify"};
  return kOk;
}

}  // namespace cardea::crypto
