// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/openssl.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "lib/crypto/p256_form.hpp"

namespace cardea::crypto {
namespace {

// Before anything else asks OpenSSL for something: its configuration file is nobody's way to change our algorithms (policy.hpp
// is), and the texts of its errors, 57 KiB in every process with the file, are never shown.
const int kStarted = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);

}  // namespace

Error failed(Err code, const char* what) {
  ERR_clear_error();
  return Error{code, what};
}

Result<Pkey> load_p256(const PublicKey& key) {
  if (!has_p256_form(key.spki)) return Error{Err::bad_value, "not a P-256 public key"};
  const unsigned char* at = key.spki.data();
  Pkey loaded(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki.size())));
  if (!loaded) return failed(Err::bad_value, "not a point of P-256");
  return loaded;
}

}  // namespace cardea::crypto
