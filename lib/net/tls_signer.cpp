// SPDX-License-Identifier: Apache-2.0
// OpenSSL 3.0 marks EC_KEY_METHOD as deprecated in favour of providers. We keep it, here only: it is the
// supported road for keys that live elsewhere, a tenth of the code of a provider, and libssl uses it unchanged.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "lib/net/tls_signer.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>

namespace cardea::net {
namespace {

using SignerSlot = std::shared_ptr<crypto::Signer>;

void free_slot(void*, void* slot, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<SignerSlot*>(slot);
}

int copy_slot(CRYPTO_EX_DATA*, const CRYPTO_EX_DATA*, void** slot, int, long, void*) {
  if (*slot != nullptr) *slot = new SignerSlot(*static_cast<SignerSlot*>(*slot));
  return 1;
}

int slot_index() {
  static const int index = EC_KEY_get_ex_new_index(0, nullptr, nullptr, copy_slot, free_slot);
  return index;
}

Result<Buffer> ask(const unsigned char* digest, int digest_size, const EC_KEY* key) {
  const auto* slot = static_cast<const SignerSlot*>(EC_KEY_get_ex_data(key, slot_index()));
  crypto::Digest256 wanted{};
  if (slot == nullptr || digest_size != static_cast<int>(wanted.size())) {
    return Error{Err::unsupported, "only SHA-256 digests are signed"};
  }
  std::copy_n(digest, wanted.size(), wanted.begin());
  return (*slot)->sign_digest(wanted);
}

// The signature that `sign` must give has no other bound than this: OpenSSL's buffer is ECDSA_size() bytes.
int sign(int, const unsigned char* digest, int digest_size, unsigned char* out, unsigned* out_size, const BIGNUM*, const BIGNUM*,
         EC_KEY* key) {
  const auto signature = ask(digest, digest_size, key);
  if (!signature || signature->size() > static_cast<std::size_t>(ECDSA_size(key))) {
    ERR_raise(ERR_LIB_USER, kSignerFailed);
    return 0;
  }
  std::copy(signature->begin(), signature->end(), out);
  *out_size = static_cast<unsigned>(signature->size());
  return 1;
}

ECDSA_SIG* sign_to_numbers(const unsigned char* digest, int digest_size, const BIGNUM*, const BIGNUM*, EC_KEY* key) {
  const auto signature = ask(digest, digest_size, key);
  if (!signature) {
    ERR_raise(ERR_LIB_USER, kSignerFailed);
    return nullptr;
  }
  const unsigned char* at = signature->data();
  return d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature->size()));
}

const EC_KEY_METHOD* asking_method() {
  static EC_KEY_METHOD* const method = [] {
    EC_KEY_METHOD* made = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    if (made != nullptr) EC_KEY_METHOD_set_sign(made, sign, nullptr, sign_to_numbers);
    return made;
  }();
  return method;
}

struct EcKeyFree {
  void operator()(EC_KEY* key) const { EC_KEY_free(key); }
};

}  // namespace

Result<evp_pkey_st*> key_that_asks(std::shared_ptr<crypto::Signer> signer) {
  const crypto::PublicKey public_key = signer->public_key();
  const unsigned char* at = public_key.spki.data();
  std::unique_ptr<EC_KEY, EcKeyFree> ec(d2i_EC_PUBKEY(nullptr, &at, static_cast<long>(public_key.spki.size())));
  if (ec == nullptr || EC_GROUP_get_curve_name(EC_KEY_get0_group(ec.get())) != NID_X9_62_prime256v1) {
    return Error{Err::unsupported, "the signer's key is not on P-256"};
  }
  auto slot = std::make_unique<SignerSlot>(std::move(signer));
  if (asking_method() == nullptr || EC_KEY_set_method(ec.get(), asking_method()) != 1 ||
      EC_KEY_set_ex_data(ec.get(), slot_index(), slot.get()) != 1) {
    return Error{Err::exhausted, "no memory for a key"};
  }
  slot.release();  // free_slot owns it now
  EVP_PKEY* key = EVP_PKEY_new();
  if (key == nullptr || EVP_PKEY_assign_EC_KEY(key, ec.get()) != 1) {
    EVP_PKEY_free(key);
    return Error{Err::exhausted, "no memory for a key"};
  }
  ec.release();  // the EVP_PKEY owns it now
  return key;
}

}  // namespace cardea::net
