// SPDX-License-Identifier: Apache-2.0
// In a file of its own: who only reads certificates needs no signature, and none of the library behind it.
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/x509_parts.hpp"

namespace cardea::crypto {

Result<Buffer> sign_checked(Signer& key, Bytes to_be_signed) {
  const Digest256 digest = sha256(to_be_signed);
  TRY(Buffer signature, key.sign_digest(digest));
  TRY_(verify_ecdsa_p256(key.public_key(), digest, signature));
  return signature;
}

}  // namespace cardea::crypto
