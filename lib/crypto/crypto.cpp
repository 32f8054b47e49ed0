// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <sys/random.h>

#include <cerrno>
#include <limits>

#include "lib/crypto/openssl.hpp"

namespace cardea::crypto {
namespace {

constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kSealMax = 1U << 30;  // OpenSSL counts in int
constexpr std::size_t kHkdfMax = 255 * 32;  // RFC 5869 section 2.3
constexpr std::uint8_t kNone = 0;           // where an empty input points to: OpenSSL takes a null pointer for "not given"

using SecretVector = std::vector<std::uint8_t, ZeroizingAllocator<std::uint8_t>>;
using Kdf = std::unique_ptr<EVP_KDF, Release<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Release<EVP_KDF_CTX_free>>;

// Hashing fails only when memory does or when the caller broke the rules of the class.
void must(bool holds) {
  if (!holds) __builtin_trap();
}

EVP_MD_CTX* native(void* ctx) {
  return static_cast<EVP_MD_CTX*>(ctx);
}

int size_of(Bytes bytes) {
  return static_cast<int>(bytes.size());
}

// Before anything else asks OpenSSL for something: its configuration file is nobody's way to change our algorithms (policy.hpp
// is), and the texts of its errors, 57 KiB in every process with the file, are never shown.
const int kStarted = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);

}  // namespace

Digest256 sha256(Bytes data) {
  Digest256 digest{};
  must(EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return digest;
}

Sha256::Sha256() : ctx_(EVP_MD_CTX_new()) {
  must(ctx_ != nullptr && EVP_DigestInit_ex(native(ctx_), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() {
  EVP_MD_CTX_free(native(ctx_));
}

void Sha256::add(Bytes data) {
  must(EVP_DigestUpdate(native(ctx_), data.data(), data.size()) == 1);
}

Digest256 Sha256::finish() {
  Digest256 digest{};
  must(EVP_DigestFinal_ex(native(ctx_), digest.data(), nullptr) == 1);
  return digest;
}

Digest256 Sha256::so_far() const {
  const DigestContext copy(EVP_MD_CTX_new());
  Digest256 digest{};
  must(copy && EVP_MD_CTX_copy_ex(copy.get(), native(ctx_)) == 1 && EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1);
  return digest;
}

std::array<std::uint8_t, 64> sha512(Bytes data) {
  std::array<std::uint8_t, 64> digest{};
  must(EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha512(), nullptr) == 1);
  return digest;
}

Digest256 hmac_sha256(Bytes key, Bytes data) {
  Digest256 mac{};
  must(HMAC(EVP_sha256(), key.empty() ? &kNone : key.data(), size_of(key), data.data(), data.size(), mac.data(), nullptr) !=
       nullptr);
  return mac;
}

SecretBytes hkdf_sha256(const SecretBytes& key, Bytes salt, std::string_view info, std::size_t size) {
  must(size > 0 && size <= kHkdfMax);
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  const auto octets = [](const char* name, Bytes value) {  // OpenSSL reads through the pointer and does not write
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.empty() ? &kNone : value.data()),
                                             value.size());
  };
  std::string digest = "SHA256";
  const std::array parameters = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
                                 octets(OSSL_KDF_PARAM_KEY, key.expose_secret()), octets(OSSL_KDF_PARAM_SALT, salt),
                                 octets(OSSL_KDF_PARAM_INFO, as_bytes(info)), OSSL_PARAM_construct_end()};
  SecretVector out(size);
  must(context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()) == 1);
  return SecretBytes{Bytes(out)};
}

void random_bytes(MutableBytes out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = getrandom(out.data() + done, out.size() - done, 0);
    must(got > 0 || (got < 0 && errno == EINTR));
    if (got > 0) done += static_cast<std::size_t>(got);
  }
}

Buffer random_buffer(std::size_t size) {
  Buffer out(size);
  random_bytes(out);
  return out;
}

SecretBytes random_secret(std::size_t size) {
  SecretVector out(size);
  random_bytes(out);
  return SecretBytes{Bytes(out)};
}

// A random nonce is safe for 2^32 messages a key (NIST SP 800-38D section 8.3): ours seal small state files.
Result<Buffer> seal(const AeadKey& key, Bytes context, Bytes plain) {
  if (plain.size() > kSealMax || context.size() > kSealMax) return Error{Err::too_large, "too many bytes to seal at once"};
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  Buffer out(kNonceSize + plain.size() + kTagSize);
  random_bytes(MutableBytes(out).first(kNonceSize));
  std::uint8_t* const body = out.data() + kNonceSize;
  std::uint8_t* const tag = body + plain.size();
  int written = 0;
  const bool sealed =
      cipher && EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.expose_secret().data(), out.data(), nullptr) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &written, context.data(), size_of(context)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), body, &written, plain.data(), size_of(plain)) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), tag, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1;
  if (!sealed) return failed(Err::exhausted, "OpenSSL cannot seal");
  return out;
}

Result<SecretBytes> unseal(const AeadKey& key, Bytes context, Bytes sealed) {
  if (sealed.size() < kNonceSize + kTagSize) return Error{Err::truncated, "sealed bytes end before their tag"};
  if (sealed.size() > kSealMax || context.size() > kSealMax) return Error{Err::too_large, "too many bytes to unseal at once"};
  const Bytes body = sealed.subspan(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  Buffer tag = to_buffer(sealed.last(kTagSize));
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  SecretVector plain(body.size() + kTagSize);  // never empty: OpenSSL takes a null pointer for "no output"
  int written = 0;
  const bool opened =
      cipher && EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key.expose_secret().data(), sealed.data(), nullptr) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &written, context.data(), size_of(context)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), plain.data(), &written, body.data(), size_of(body)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), plain.data() + body.size(), &written) == 1;
  if (!opened) return failed(Err::unauthentic, "sealed bytes were changed, or belong to another key or context");
  return SecretBytes{Bytes(plain).first(body.size())};
}

bool same_in_constant_time(Bytes a, Bytes b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace cardea::crypto
