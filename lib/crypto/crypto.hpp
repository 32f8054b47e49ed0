// SPDX-License-Identifier: Apache-2.0
// Hashes, MACs, random numbers, AEAD and comparison: thin over Nettle.
#pragma once

#include "lib/crypto/keys.hpp"

namespace cardea::crypto {

Digest256 sha256(Bytes data);

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(Bytes data);
  Digest256 finish();        // once
  Digest256 so_far() const;  // of what was added until now; more may follow

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::array<std::uint8_t, 64> sha512(Bytes data);
Digest256 hmac_sha256(Bytes key, Bytes data);
// HKDF-SHA256 (RFC 5869). `size` is the program's own choice, 1 to 8160: another one stops the program.
SecretBytes hkdf_sha256(const SecretBytes& key, Bytes salt, std::string_view info, std::size_t size = 32);

// The kernel's generator, getrandom(2), without a second one on top: no state in this process that a fork could double or a
// dump could show. Stops the program when it fails: there is no second best.
void random_bytes(MutableBytes out);
Buffer random_buffer(std::size_t size);
SecretBytes random_secret(std::size_t size);

// AES-256-GCM with a random 12-byte nonce in front and the tag behind. `context` is authenticated, not stored.
using AeadKey = Secret<struct AeadKeyTag, 32>;
Result<Buffer> seal(const AeadKey& key, Bytes context, Bytes plain);
Result<SecretBytes> unseal(const AeadKey& key, Bytes context, Bytes sealed);

bool same_in_constant_time(Bytes a, Bytes b);

}  // namespace cardea::crypto
