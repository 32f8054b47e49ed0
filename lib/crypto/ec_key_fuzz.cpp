// SPDX-License-Identifier: Apache-2.0
// Private keys come from files: whatever stands there, it is a key that spells itself as one and the same, or an error. The keys
// of the corpus are published ones: RFC 6979 appendix A.2.5 and RFC 8410 section 10.3.
#include "lib/crypto/keys.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using cardea::SecretBytes;
  using cardea::crypto::EcKey;
  auto key = EcKey::from_der(SecretBytes(input));
  if (!key) key = EcKey::from_pem(SecretBytes(input));
  if (!key) return;
  const auto der = (*key)->to_der();
  require(der.ok() && der->size() == 138, "an accepted key has another spelling than PKCS#8 of P-256");
  const auto again = EcKey::from_der(*der);
  require(again.ok() && (*again)->public_key().spki == (*key)->public_key().spki, "an accepted key does not come back");
}
