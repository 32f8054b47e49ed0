// SPDX-License-Identifier: Apache-2.0
// An ECDSA P-256 private key, and its two spellings: PKCS#8 (RFC 5208) around RFC 5915, and that in PEM (RFC 7468).
#include <algorithm>

#include "lib/crypto/crypto.hpp"
#include "lib/crypto/der.hpp"
#include "lib/crypto/p256.hpp"

namespace cardea::crypto {
namespace {

constexpr std::size_t kPrivateKeyMax = 4096;  // PKCS#8 of P-256 is 138 bytes, its PEM 241
constexpr std::array<std::uint8_t, 19> kAlgorithm = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                                                     0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
constexpr std::array<std::uint8_t, 10> kCurve = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
constexpr std::array<std::uint8_t, 1> kZero = {0};
constexpr std::array<std::uint8_t, 1> kOne = {1};
constexpr std::size_t kPointSize = 1 + 2 * kP256Size;  // 0x04 x y
constexpr std::string_view kPemStart = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kPemEnd = "-----END PRIVATE KEY-----";
constexpr std::size_t kPemLine = 64;

Error not_ours(const char* what = "not a P-256 private key in PKCS#8") {
  return Error{Err::bad_value, what};
}

Status expect(DerReader& reader, std::uint8_t tag, Bytes contents) {
  TRY(const Bytes found, reader.take(tag));
  if (!equal(found, contents)) return not_ours();
  return kOk;
}

struct PrivateParts {
  Bytes scalar;        // 32 bytes
  Bytes public_point;  // 0x04 x y, or nothing
};

// ECPrivateKey of RFC 5915 section 3: the curve is named outside already, and may be named again.
Result<PrivateParts> parts_of_ec_private_key(Bytes wire) {
  DerReader outside(wire);
  TRY(const Bytes body, outside.take(der::kSequence));
  TRY_(outside.finish());
  DerReader reader(body);
  TRY_(expect(reader, der::kInteger, kOne));
  PrivateParts parts;
  TRY(parts.scalar, reader.take(der::kOctetString));
  if (reader.at(der::context(0))) TRY_(expect(reader, der::context(0), kCurve));
  if (reader.at(der::context(1))) {
    TRY(const Bytes wrapped, reader.take(der::context(1)));
    DerReader bits(wrapped);
    TRY(const Bytes point, bits.take(der::kBitString));
    if (point.size() != 1 + kPointSize || point[0] != 0) return not_ours();
    parts.public_point = point.subspan(1);
  }
  TRY_(reader.finish());
  if (parts.scalar.size() != kP256Size) return not_ours();
  return parts;
}

Result<PrivateParts> parts_of_pkcs8(Bytes der) {
  if (der.size() > kPrivateKeyMax) return Error{Err::too_large, "a private key is longer than its bound"};
  DerReader outside(der);
  TRY(const Bytes body, outside.take(der::kSequence));
  TRY_(outside.finish());
  DerReader reader(body);
  TRY_(expect(reader, der::kInteger, kZero));
  TRY_(expect(reader, der::kSequence, kAlgorithm));
  TRY(const Bytes inside, reader.take(der::kOctetString));
  if (reader.at(der::context(0))) TRY_(reader.take(der::context(0)));  // attributes: nobody reads them
  TRY_(reader.finish());
  return parts_of_ec_private_key(inside);
}

SecretBytes ec_private_key(Bytes scalar, Bytes public_point) {
  WipedBuffer bits = {0};
  bits.insert(bits.end(), public_point.begin(), public_point.end());
  WipedBuffer wrapped;
  append_der(wrapped, der::kBitString, bits);
  WipedBuffer body;
  append_der(body, der::kInteger, kOne);
  append_der(body, der::kOctetString, scalar);
  append_der(body, der::context(1), wrapped);
  WipedBuffer out;
  append_der(out, der::kSequence, body);
  return SecretBytes(Bytes(out));
}

Result<std::string_view> pem_body(std::string_view text) {
  const std::size_t start = text.find(kPemStart);
  if (start == std::string_view::npos) return not_ours("no unencrypted PKCS#8 private key in PEM");
  text.remove_prefix(start + kPemStart.size());
  const std::size_t end = text.find(kPemEnd);
  if (end == std::string_view::npos) return not_ours("a private key in PEM has no end");
  return text.substr(0, end);
}

}  // namespace

struct EcKey::Parts {
  Scalar scalar;
  Point point;
};

EcKey::EcKey(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
EcKey::~EcKey() = default;

Result<std::unique_ptr<EcKey>> EcKey::generate() {
  auto parts = std::make_unique<Parts>();
  ecdsa_generate_keypair(&parts->point, &parts->scalar, nullptr, nettle_random);
  return std::unique_ptr<EcKey>(new EcKey(std::move(parts)));
}

Result<std::unique_ptr<EcKey>> EcKey::from_der(const SecretBytes& pkcs8) {
  TRY(const PrivateParts found, parts_of_pkcs8(pkcs8.expose_secret()));
  auto parts = std::make_unique<Parts>();
  Number number(found.scalar);
  if (ecc_scalar_set(&parts->scalar, number.value()) != 1) return not_ours("a private key outside the order of P-256");
  ecc_point_mul_g(&parts->point, &parts->scalar);
  const PublicKey computed = public_key_at(parts->point);
  if (!found.public_point.empty() && !equal(found.public_point, Bytes(computed.spki).last(kPointSize)))
    return not_ours("a private key that does not fit its public half");
  return std::unique_ptr<EcKey>(new EcKey(std::move(parts)));
}

Result<std::unique_ptr<EcKey>> EcKey::from_pem(const SecretBytes& pem) {
  const Bytes text = pem.expose_secret();
  if (text.size() > kPrivateKeyMax) return Error{Err::too_large, "a private key is longer than its bound"};
  TRY(const std::string_view body, pem_body(as_text(text)));
  std::string base64;
  base64.reserve(body.size());  // one block, so that one is wiped
  std::copy_if(body.begin(), body.end(), std::back_inserter(base64), [](char c) { return c != '\n' && c != '\r'; });
  auto decoded = from_base64(base64);
  wipe(base64);
  if (!decoded) return not_ours("a private key in PEM is not in base64");
  const SecretBytes der{Bytes(*decoded)};
  explicit_bzero(decoded->data(), decoded->size());
  return from_der(der);
}

PublicKey EcKey::public_key() const {
  return public_key_at(parts_->point);
}

Result<Buffer> EcKey::sign_digest(const Digest256& digest) {
  EcdsaSignature signature;
  ecdsa_sign(&parts_->scalar, nullptr, nettle_random, digest.size(), digest.data(), &signature);
  std::array<std::uint8_t, kP256Size> r{};
  std::array<std::uint8_t, kP256Size> s{};
  nettle_mpz_get_str_256(r.size(), r.data(), signature.r);
  nettle_mpz_get_str_256(s.size(), s.data(), signature.s);
  return ecdsa_der(r, s);
}

Result<SecretBytes> EcKey::to_der() const {
  WipedBuffer scalar(kP256Size);
  Number number;
  ecc_scalar_get(&parts_->scalar, number.value());
  number.write(scalar);
  const PublicKey key = public_key();
  WipedBuffer body;
  append_der(body, der::kInteger, kZero);
  append_der(body, der::kSequence, kAlgorithm);
  append_der(body, der::kOctetString, ec_private_key(scalar, Bytes(key.spki).last(kPointSize)).expose_secret());
  WipedBuffer out;
  append_der(out, der::kSequence, body);
  return SecretBytes(Bytes(out));
}

Result<SecretBytes> EcKey::to_pem() const {
  TRY(const SecretBytes der, to_der());
  std::string base64 = to_base64(der.expose_secret());
  WipedBuffer text;
  const auto line = [&text](std::string_view characters) {
    text.insert(text.end(), characters.begin(), characters.end());
    text.push_back('\n');
  };
  line(kPemStart);
  for (std::size_t at = 0; at < base64.size(); at += kPemLine) line(std::string_view(base64).substr(at, kPemLine));
  line(kPemEnd);
  wipe(base64);
  return SecretBytes(Bytes(text));
}

}  // namespace cardea::crypto
