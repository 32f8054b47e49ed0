// SPDX-License-Identifier: Apache-2.0
// What requests and certificates share: names, keys, signatures, PEM. For lib/crypto's .cpp files only.
#pragma once

#include "lib/crypto/openssl.hpp"
#include "lib/crypto/x509.hpp"

namespace cardea::crypto {

using AlgorithmId = std::unique_ptr<X509_ALGOR, Release<X509_ALGOR_free>>;

// RFC 5280 appendix A.1 (ub-common-name): 1 to 64 characters; no control characters, so that a name cannot forge a log line.
Status set_common_name(X509_NAME* name, const std::string& common_name);
// Empty when there is none; two of them are refused, because readers would disagree on which one counts.
Result<std::string> common_name_of(const X509_NAME* name);

PublicKey public_key_of(const X509_PUBKEY* key);

// ecdsa-with-SHA256 (RFC 5758 section 3.2) into `algorithm`.
Status set_ecdsa_sha256(X509_ALGOR* algorithm);
// Signs `to_be_signed` and holds the answer against the signer's own public key: it may live in another process.
Result<Buffer> sign_checked(Signer& key, Bytes to_be_signed);
Status set_signature(ASN1_BIT_STRING* target, Bytes signature);

// Encodes by one of OpenSSL's i2d functions.
template <class T>
Result<Buffer> encode_der(T* object, int (*i2d)(T*, unsigned char**)) {
  unsigned char* der = nullptr;
  const int size = i2d(object, &der);
  if (size <= 0) return failed(Err::bad_value, "OpenSSL cannot encode this structure");
  Buffer out(der, der + size);
  OPENSSL_free(der);
  return out;
}

Result<Certificate> read_certificate_der(Bytes der);
Result<Certificate> read_certificate_pem(const std::string& pem);  // the first of the text

}  // namespace cardea::crypto
