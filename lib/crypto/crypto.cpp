// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/crypto.hpp"

#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <sys/random.h>

#include <cerrno>

namespace cardea::crypto {
namespace {

constexpr std::size_t kNonceSize = GCM_IV_SIZE;
constexpr std::size_t kTagSize = GCM_DIGEST_SIZE;
constexpr std::size_t kSealMax = 1U << 30;  // far above our state files, far below what one nonce of GCM may cover
constexpr std::size_t kHkdfMax = 255 * 32;  // RFC 5869 section 2.3

void must(bool holds) {
  if (!holds) __builtin_trap();
}

// A context that saw a key: wiped when it goes.
template <class Context>
struct Wiped : Context {
  Wiped() = default;
  ~Wiped() { explicit_bzero(static_cast<Context*>(this), sizeof(Context)); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
};

void begin_gcm(gcm_aes256_ctx& gcm, const AeadKey& key, const std::uint8_t* nonce, Bytes context) {
  gcm_aes256_set_key(&gcm, key.expose_secret().data());
  gcm_aes256_set_iv(&gcm, kNonceSize, nonce);
  gcm_aes256_update(&gcm, context.size(), context.data());
}

}  // namespace

struct Sha256::State {
  sha256_ctx context;
};

Digest256 sha256(Bytes data) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, data.size(), data.data());
  Digest256 digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Sha256::Sha256() : state_(std::make_unique<State>()) {
  sha256_init(&state_->context);
}

Sha256::~Sha256() = default;

void Sha256::add(Bytes data) {
  sha256_update(&state_->context, data.size(), data.data());
}

Digest256 Sha256::finish() {
  Digest256 digest{};
  sha256_digest(&state_->context, digest.size(), digest.data());
  return digest;
}

Digest256 Sha256::so_far() const {
  sha256_ctx copy = state_->context;
  Digest256 digest{};
  sha256_digest(&copy, digest.size(), digest.data());
  return digest;
}

std::array<std::uint8_t, 64> sha512(Bytes data) {
  sha512_ctx context;
  sha512_init(&context);
  sha512_update(&context, data.size(), data.data());
  std::array<std::uint8_t, 64> digest{};
  sha512_digest(&context, digest.size(), digest.data());
  return digest;
}

Digest256 hmac_sha256(Bytes key, Bytes data) {
  Wiped<hmac_sha256_ctx> context;
  hmac_sha256_set_key(&context, key.size(), key.data());
  hmac_sha256_update(&context, data.size(), data.data());
  Digest256 mac{};
  hmac_sha256_digest(&context, mac.size(), mac.data());
  return mac;
}

SecretBytes hkdf_sha256(const SecretBytes& key, Bytes salt, std::string_view info, std::size_t size) {
  must(size > 0 && size <= kHkdfMax);
  const auto update = reinterpret_cast<nettle_hash_update_func*>(hmac_sha256_update);
  const auto digest = reinterpret_cast<nettle_hash_digest_func*>(hmac_sha256_digest);
  Wiped<hmac_sha256_ctx> context;
  hmac_sha256_set_key(&context, salt.size(), salt.data());
  WipedBuffer secret(SHA256_DIGEST_SIZE);
  hkdf_extract(&context, update, digest, secret.size(), key.size(), key.expose_secret().data(), secret.data());
  hmac_sha256_set_key(&context, secret.size(), secret.data());
  WipedBuffer out(size);
  const Bytes label = as_bytes(info);
  hkdf_expand(&context, update, digest, SHA256_DIGEST_SIZE, label.size(), label.data(), out.size(), out.data());
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
  WipedBuffer out(size);
  random_bytes(out);
  return SecretBytes{Bytes(out)};
}

// A random nonce is safe for 2^32 messages a key (NIST SP 800-38D section 8.3): ours seal small state files.
Result<Buffer> seal(const AeadKey& key, Bytes context, Bytes plain) {
  if (plain.size() > kSealMax || context.size() > kSealMax) return Error{Err::too_large, "too many bytes to seal at once"};
  Buffer out(kNonceSize + plain.size() + kTagSize);
  random_bytes(MutableBytes(out).first(kNonceSize));
  std::uint8_t* const body = out.data() + kNonceSize;
  Wiped<gcm_aes256_ctx> gcm;
  begin_gcm(gcm, key, out.data(), context);
  gcm_aes256_encrypt(&gcm, plain.size(), body, plain.data());
  gcm_aes256_digest(&gcm, kTagSize, body + plain.size());
  return out;
}

Result<SecretBytes> unseal(const AeadKey& key, Bytes context, Bytes sealed) {
  if (sealed.size() < kNonceSize + kTagSize) return Error{Err::truncated, "sealed bytes end before their tag"};
  if (sealed.size() > kSealMax || context.size() > kSealMax) return Error{Err::too_large, "too many bytes to unseal at once"};
  const Bytes body = sealed.subspan(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  Wiped<gcm_aes256_ctx> gcm;
  begin_gcm(gcm, key, sealed.data(), context);
  WipedBuffer plain(body.size());
  gcm_aes256_decrypt(&gcm, body.size(), plain.data(), body.data());
  std::array<std::uint8_t, kTagSize> tag{};
  gcm_aes256_digest(&gcm, tag.size(), tag.data());
  if (!same_in_constant_time(tag, sealed.last(kTagSize)))
    return Error{Err::unauthentic, "sealed bytes were changed, or belong to another key or context"};
  return SecretBytes{Bytes(plain)};
}

bool same_in_constant_time(Bytes a, Bytes b) {
  return a.size() == b.size() && memeql_sec(a.data(), b.data(), a.size()) == 1;
}

}  // namespace cardea::crypto
