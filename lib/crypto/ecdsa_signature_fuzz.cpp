// SPDX-License-Identifier: Apache-2.0
// Signatures come from strangers. The key's secret is known to nobody but this process, so nothing that is found here may verify;
// what does, is the signature that this process made, in its one spelling.
#include "lib/crypto/crypto.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  static const auto key = std::move(*crypto::EcKey::generate());
  const crypto::Digest256 digest = crypto::sha256(input);
  require(!crypto::verify_ecdsa_p256(key->public_key(), digest, input).ok(), "a signature that nobody made verifies");
  Buffer signature = *key->sign_digest(digest);
  require(crypto::verify_ecdsa_p256(key->public_key(), digest, signature).ok(), "a signature that was made does not verify");
  if (input.empty()) return;
  const std::size_t at = input[0] % signature.size();
  signature[at] = static_cast<std::uint8_t>(signature[at] ^ (input.back() | 1U));
  require(!crypto::verify_ecdsa_p256(key->public_key(), digest, signature).ok(), "a changed signature verifies");
}
