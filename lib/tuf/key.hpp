// SPDX-License-Identifier: Apache-2.0
// Public keys as TUF metadata carries them. A keyid is a name and no proof: keys are counted by what they are, not by what they
// are called.
#pragma once

#include <string>

#include "lib/codec/value.hpp"

namespace cardea::tuf {

enum class KeyKind : std::uint8_t { ed25519, ecdsa_p256, rsa_pss, unknown };

struct Key {
  KeyKind kind = KeyKind::unknown;  // unknown: kept, and verifies nothing
  Buffer material;                  // 32 bytes (Ed25519) or SubjectPublicKeyInfo in DER (P-256, RSA)
  auto operator<=>(const Key&) const = default;
};

// Reads a key object. One of an unknown type or scheme is no error; one that is malformed is.
Result<Key> parse_key(const Value& object);

std::string keyid_of(const Value& object);  // hex SHA-256 of the canonical form

// Key objects: of an Ed25519 public key, and of a P-256 one as SubjectPublicKeyInfo.
Value ed25519_key_object(Bytes public_key32);
Value ecdsa_key_object(Bytes spki);

// Ok only when `signature` over `message` verifies under `key`.
Status verify_signature(const Key& key, Bytes message, Bytes signature);

}  // namespace cardea::tuf
