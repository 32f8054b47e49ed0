// SPDX-License-Identifier: Apache-2.0
// Owners for OpenSSL's objects and the one way to fail. Included by lib/crypto's and lib/net's .cpp files only: no header of
// ours may bring OpenSSL's into the house.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/x509v3.h>

#include <memory>

#include "lib/crypto/keys.hpp"

namespace cardea::crypto {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};

using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Pkey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release<EVP_CIPHER_CTX_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Release<X509_REQ_free>>;

// Empties the thread's queue of errors, so that a failure here is never taken for one of a TLS connection later.
Error failed(Err code, const char* what);

// Reads a SubjectPublicKeyInfo that holds an uncompressed, valid P-256 point and nothing else (RFC 5480).
Result<Pkey> load_p256(const PublicKey& key);

}  // namespace cardea::crypto
