// SPDX-License-Identifier: Apache-2.0
// RSASSA-PSS (RFC 8017 section 8.1.2), verifying only: we read the metadata of others and make none of this kind.
#include <nettle/rsa.h>

#include "lib/crypto/der.hpp"
#include "lib/crypto/keys.hpp"
#include "lib/crypto/nettle.hpp"

namespace cardea::crypto {
namespace {

constexpr std::size_t kBitsMin = 3072;
constexpr std::size_t kBytesMax = 4096 / 8;
constexpr std::size_t kSpkiMax = 1024;
constexpr std::size_t kHashSize = 32;
// rsaEncryption with NULL (RFC 3279 section 2.3.1).
constexpr std::array<std::uint8_t, 13> kAlgorithm = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                     0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

struct RsaKey : rsa_public_key {
  RsaKey() { rsa_public_key_init(this); }
  ~RsaKey() { rsa_public_key_clear(this); }
  RsaKey(const RsaKey&) = delete;
  RsaKey& operator=(const RsaKey&) = delete;
};

Error not_rsa() {
  return Error{Err::bad_value, "not an RSA public key"};
}

// SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { SEQUENCE { modulus, exponent } } }
Status read_numbers(Bytes spki, MutableBytes modulus, MutableBytes exponent) {
  DerReader outside(spki);
  TRY(const Bytes body, outside.take(der::kSequence));
  TRY_(outside.finish());
  DerReader reader(body);
  TRY(const Bytes algorithm, reader.take(der::kSequence));
  TRY(const Bytes bits, reader.take(der::kBitString));
  TRY_(reader.finish());
  if (!equal(algorithm, kAlgorithm) || bits.empty() || bits[0] != 0) return not_rsa();
  DerReader key(bits.subspan(1));
  TRY(const Bytes numbers, key.take(der::kSequence));
  TRY_(key.finish());
  DerReader two(numbers);
  TRY_(two.take_number(modulus));
  TRY_(two.take_number(exponent));
  return two.finish();
}

Status load_rsa(const PublicKey& key, RsaKey& loaded) {
  if (key.spki.size() > kSpkiMax) return Error{Err::too_large, "an RSA public key is longer than its bound"};
  std::array<std::uint8_t, kBytesMax> modulus{};
  std::array<std::uint8_t, 8> exponent{};
  if (!read_numbers(key.spki, modulus, exponent)) return not_rsa();
  nettle_mpz_set_str_256_u(loaded.n, modulus.size(), modulus.data());
  nettle_mpz_set_str_256_u(loaded.e, exponent.size(), exponent.data());
  if (mpz_sizeinbase(loaded.n, 2) < kBitsMin) return Error{Err::unsupported, "an RSA key of a size that is not accepted"};
  if (rsa_public_key_prepare(&loaded) != 1 || mpz_even_p(loaded.e) != 0 || mpz_cmp_ui(loaded.e, 3) < 0) return not_rsa();
  return kOk;
}

}  // namespace

Status verify_rsa_pss_sha256(const PublicKey& key, const Digest256& digest, Bytes signature) {
  RsaKey loaded;
  TRY_(load_rsa(key, loaded));
  const Error refused{Err::unauthentic, "an RSA-PSS signature does not verify"};
  if (signature.size() != loaded.size) return refused;
  Number number(signature);
  const std::size_t longest = (mpz_sizeinbase(loaded.n, 2) + 6) / 8 - kHashSize - 2;  // emLen - hLen - 2
  for (const std::size_t salt : {kHashSize, longest}) {
    if (rsa_pss_sha256_verify_digest(&loaded, salt, digest.data(), number.value()) == 1) return kOk;
  }
  return refused;
}

}  // namespace cardea::crypto
