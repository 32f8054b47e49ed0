// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/keys.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "lib/crypto/openssl.hpp"

namespace cardea::crypto {
namespace {

// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { 0x04 ... } }: the one form of a P-256 key (RFC 5480 section
// 2). Compressed points and spelled-out curves name the same key by other bytes, so a pin would miss them: refused.
constexpr std::array<std::uint8_t, 27> kP256Prefix = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                                      0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                                      0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
constexpr std::size_t kP256SpkiSize = kP256Prefix.size() + 64;
constexpr int kRsaBitsMin = 3072, kRsaBitsMax = 4096;
constexpr std::size_t kRsaSpkiMax = 1024;
constexpr std::size_t kPrivateKeyMax = 4096;  // PKCS#8 of P-256 is 138 bytes, its PEM 241

using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Release<PKCS8_PRIV_KEY_INFO_free>>;

EVP_PKEY* pkey(void* key) {
  return static_cast<EVP_PKEY*>(key);
}

bool has_p256_form(Bytes spki) {
  return spki.size() == kP256SpkiSize && std::equal(kP256Prefix.begin(), kP256Prefix.end(), spki.begin());
}

Buffer spki_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return {};
  Buffer spki(der, der + size);
  OPENSSL_free(der);
  return spki;
}

Status check_key_pair(EVP_PKEY* key) {
  const PkeyContext check(EVP_PKEY_CTX_new(key, nullptr));
  if (!check || EVP_PKEY_check(check.get()) != 1)
    return failed(Err::bad_value, "a private key that does not fit its public half");
  return kOk;
}

// Whatever form the file had, the public half leaves us in one form.
Result<Pkey> adopt_p256(Pkey key) {
  if (!key || EVP_PKEY_is_a(key.get(), "EC") != 1) return failed(Err::bad_value, "not an elliptic-curve private key");
  EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP);
  EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                 OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
  if (!has_p256_form(spki_of(key.get()))) return failed(Err::bad_value, "not a P-256 private key");
  TRY_(check_key_pair(key.get()));
  return key;
}

Result<Pkey> parse_pkcs8(Bytes der) {
  if (der.size() > kPrivateKeyMax) return Error{Err::too_large, "a private key is longer than its bound"};
  const unsigned char* at = der.data();
  const Pkcs8 info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
  if (!info) return failed(Err::bad_value, "not a private key in PKCS#8");
  if (at != der.data() + der.size()) return Error{Err::bad_value, "bytes follow the private key"};
  return adopt_p256(Pkey(EVP_PKCS82PKEY(info.get())));
}

struct PemBlock {
  ~PemBlock() {
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  }
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
};

Result<PkeyContext> begin(EVP_PKEY* key, int (*init)(EVP_PKEY_CTX*)) {
  PkeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  if (!context || init(context.get()) != 1 || EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot begin an operation with this key");
  }
  return context;
}

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

Result<PublicKey> p256_public_key(Bytes x, Bytes y) {
  if (x.size() != 32 || y.size() != 32) return Error{Err::bad_value, "a coordinate of P-256 has 32 bytes"};
  PublicKey key{Buffer(kP256Prefix.begin(), kP256Prefix.end())};
  key.spki.insert(key.spki.end(), x.begin(), x.end());
  key.spki.insert(key.spki.end(), y.begin(), y.end());
  TRY(const Pkey loaded, load_p256(key));
  return key;
}

Result<Buffer> ecdsa_der(Bytes r, Bytes s) {
  if (r.size() != 32 || s.size() != 32) return Error{Err::bad_value, "a half of an ECDSA signature with P-256 has 32 bytes"};
  const std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  BIGNUM* r_number = BN_bin2bn(r.data(), static_cast<int>(r.size()), nullptr);
  BIGNUM* s_number = BN_bin2bn(s.data(), static_cast<int>(s.size()), nullptr);
  if (!signature || ECDSA_SIG_set0(signature.get(), r_number, s_number) != 1) {
    BN_free(r_number);
    BN_free(s_number);
    return failed(Err::exhausted, "OpenSSL has no memory for a signature");
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return failed(Err::exhausted, "OpenSSL cannot encode a signature");
  Buffer out(der, der + size);
  OPENSSL_free(der);
  return out;
}

Result<std::unique_ptr<EcKey>> EcKey::generate() {
  TRY(Pkey key, adopt_p256(Pkey(EVP_EC_gen("P-256"))));
  return std::unique_ptr<EcKey>(new EcKey(key.release()));
}

Result<std::unique_ptr<EcKey>> EcKey::from_der(const SecretBytes& pkcs8) {
  TRY(Pkey key, parse_pkcs8(pkcs8.expose_secret()));
  return std::unique_ptr<EcKey>(new EcKey(key.release()));
}

Result<std::unique_ptr<EcKey>> EcKey::from_pem(const SecretBytes& pem) {
  const Bytes text = pem.expose_secret();
  if (text.size() > kPrivateKeyMax) return Error{Err::too_large, "a private key is longer than its bound"};
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  PemBlock block;
  if (!bio || PEM_read_bio(bio.get(), &block.label, &block.header, &block.data, &block.size) != 1) {
    return failed(Err::bad_value, "no private key in PEM");
  }
  if (std::string_view(block.label) != PEM_STRING_PKCS8INF)
    return Error{Err::bad_value, "PEM, but not an unencrypted PKCS#8 private key"};
  TRY(Pkey key, parse_pkcs8(Bytes(block.data, static_cast<std::size_t>(block.size))));
  return std::unique_ptr<EcKey>(new EcKey(key.release()));
}

EcKey::~EcKey() {
  EVP_PKEY_free(pkey(key_));
}

PublicKey EcKey::public_key() const {
  return PublicKey{spki_of(pkey(key_))};
}

Result<Buffer> EcKey::sign_digest(const Digest256& digest) {
  TRY(const PkeyContext context, begin(pkey(key_), EVP_PKEY_sign_init));
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(pkey(key_)));
  Buffer signature(size);
  if (EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot sign");
  }
  signature.resize(size);
  return signature;
}

Result<SecretBytes> EcKey::to_der() const {
  const Pkcs8 info(EVP_PKEY2PKCS8(pkey(key_)));
  unsigned char* der = nullptr;
  const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der) : -1;
  if (size <= 0) return failed(Err::exhausted, "OpenSSL cannot encode a private key");
  SecretBytes out(Bytes(der, static_cast<std::size_t>(size)));
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return out;
}

Result<SecretBytes> EcKey::to_pem() const {
  const Bio bio(BIO_new(BIO_s_secmem()));  // wipes its memory when it goes
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey(key_), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot encode a private key");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return SecretBytes(std::string_view(text, static_cast<std::size_t>(size)));
}

Result<std::unique_ptr<Ed25519Key>> Ed25519Key::generate() {
  Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) return failed(Err::exhausted, "OpenSSL cannot make an Ed25519 key");
  return std::unique_ptr<Ed25519Key>(new Ed25519Key(key.release()));
}

Result<std::unique_ptr<Ed25519Key>> Ed25519Key::from_seed(const SecretBytes& seed32) {
  if (seed32.size() != 32) return Error{Err::bad_value, "an Ed25519 seed has 32 bytes"};
  Pkey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed32.expose_secret().data(), seed32.size()));
  if (!key) return failed(Err::exhausted, "OpenSSL cannot load an Ed25519 key");
  return std::unique_ptr<Ed25519Key>(new Ed25519Key(key.release()));
}

Ed25519Key::~Ed25519Key() {
  EVP_PKEY_free(pkey(key_));
}

std::array<std::uint8_t, 32> Ed25519Key::public_key() const {
  std::array<std::uint8_t, 32> raw{};
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(pkey(key_), raw.data(), &size) != 1) __builtin_trap();  // cannot fail for a key we hold
  return raw;
}

Result<std::array<std::uint8_t, 64>> Ed25519Key::sign(Bytes message) const {
  const DigestContext context(EVP_MD_CTX_new());
  std::array<std::uint8_t, 64> signature{};
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pkey(key_)) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot sign");
  }
  return signature;
}

SecretBytes Ed25519Key::seed() const {
  std::array<std::uint8_t, 32> raw{};
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_private_key(pkey(key_), raw.data(), &size) != 1) __builtin_trap();  // cannot fail for a key we hold
  SecretBytes seed{Bytes(raw)};
  explicit_bzero(raw.data(), raw.size());
  return seed;
}

Status verify_ecdsa_p256(const PublicKey& key, const Digest256& digest, Bytes signature_der) {
  TRY(const Pkey loaded, load_p256(key));
  TRY(const PkeyContext context, begin(loaded.get(), EVP_PKEY_verify_init));
  // OpenSSL encodes the signature again and compares, so only its one DER form passes.
  if (EVP_PKEY_verify(context.get(), signature_der.data(), signature_der.size(), digest.data(), digest.size()) != 1) {
    return failed(Err::unauthentic, "an ECDSA signature does not verify");
  }
  return kOk;
}

namespace {

Result<Pkey> load_rsa(const PublicKey& key) {
  if (key.spki.size() > kRsaSpkiMax) return Error{Err::too_large, "an RSA public key is longer than its bound"};
  const unsigned char* at = key.spki.data();
  Pkey loaded(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki.size())));
  if (!loaded || at != key.spki.data() + key.spki.size() || EVP_PKEY_is_a(loaded.get(), "RSA") != 1) {
    return failed(Err::bad_value, "not an RSA public key");
  }
  const int bits = EVP_PKEY_get_bits(loaded.get());
  if (bits < kRsaBitsMin || bits > kRsaBitsMax) return Error{Err::unsupported, "an RSA key of a size that is not accepted"};
  return loaded;
}

}  // namespace

Status verify_rsa_pss_sha256(const PublicKey& key, const Digest256& digest, Bytes signature) {
  TRY(const Pkey loaded, load_rsa(key));
  TRY(const PkeyContext context, begin(loaded.get(), EVP_PKEY_verify_init));
  if (EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_AUTO) != 1 ||
      EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(), digest.size()) != 1) {
    return failed(Err::unauthentic, "an RSA-PSS signature does not verify");
  }
  return kOk;
}

Status verify_ed25519(Bytes public_key32, Bytes message, Bytes signature64) {
  if (public_key32.size() != 32) return Error{Err::bad_value, "an Ed25519 public key has 32 bytes"};
  if (signature64.size() != 64) return Error{Err::unauthentic, "an Ed25519 signature has 64 bytes"};
  const Pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key32.data(), public_key32.size()));
  const DigestContext context(EVP_MD_CTX_new());
  if (!key || !context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) {
    return failed(Err::bad_value, "not an Ed25519 public key");
  }
  if (EVP_DigestVerify(context.get(), signature64.data(), signature64.size(), message.data(), message.size()) != 1) {
    return failed(Err::unauthentic, "an Ed25519 signature does not verify");
  }
  return kOk;
}

}  // namespace cardea::crypto
