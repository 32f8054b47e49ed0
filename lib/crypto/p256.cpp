// SPDX-License-Identifier: Apache-2.0
// The public side of ECDSA P-256: the one form of a key, the one form of a signature, and verifying.
#include "lib/crypto/p256.hpp"

#include "lib/crypto/der.hpp"

namespace cardea::crypto {
namespace {

struct Halves {
  std::array<std::uint8_t, kP256Size> r{};
  std::array<std::uint8_t, kP256Size> s{};
};

// RFC 3279 section 2.2.3, in its one DER form: otherwise anyone could make a second signature of a first.
Result<Halves> halves_of(Bytes signature_der) {
  Halves halves;
  DerReader outside(signature_der);
  TRY(const Bytes body, outside.take(der::kSequence));
  TRY_(outside.finish());
  DerReader inside(body);
  TRY_(inside.take_number(halves.r));
  TRY_(inside.take_number(halves.s));
  TRY_(inside.finish());
  return halves;
}

// The order of the group, SEC 2 version 2 section 2.4.2: Nettle keeps it to itself.
constexpr std::array<std::uint8_t, kP256Size> kOrder = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                                        0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                                        0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

bool same_point(const Point& one, const Point& other) {
  return equal(public_key_at(one).spki, public_key_at(other).spki);
}

// Nettle 3.8 adds u1 G and u2 Q by a formula that does not hold when they are the same point, and refuses the signature (found by
// Project Wycheproof's vectors). Nobody meets one by chance, but a valid signature is a valid signature: then their sum is
// 2 u1 G, which is asked of Nettle directly. FIPS 186-5 section 6.4.2, for numbers that are public.
bool verifies_where_the_points_are_the_same(const Point& key, const Digest256& digest, const EcdsaSignature& signature) {
  Number order(kOrder);
  Number u1(digest);
  Number u2;
  if (mpz_invert(u2.value(), signature.s, order.value()) == 0) return false;
  mpz_mul(u1.value(), u1.value(), u2.value());
  mpz_mod(u1.value(), u1.value(), order.value());
  mpz_mul(u2.value(), u2.value(), signature.r);
  mpz_mod(u2.value(), u2.value(), order.value());
  Scalar first;
  Scalar second;
  if (ecc_scalar_set(&first, u1.value()) != 1 || ecc_scalar_set(&second, u2.value()) != 1) return false;
  Point of_generator;
  Point of_key;
  ecc_point_mul_g(&of_generator, &first);
  ecc_point_mul(&of_key, &second, &key);
  if (!same_point(of_generator, of_key)) return false;
  mpz_mul_ui(u1.value(), u1.value(), 2);
  mpz_mod(u1.value(), u1.value(), order.value());
  if (ecc_scalar_set(&first, u1.value()) != 1) return false;
  ecc_point_mul_g(&of_generator, &first);
  Number x;
  Number y;
  ecc_point_get(&of_generator, x.value(), y.value());
  mpz_mod(x.value(), x.value(), order.value());
  return mpz_cmp(x.value(), signature.r) == 0 && mpz_cmp(signature.s, order.value()) < 0;
}

}  // namespace

Status load_point(const PublicKey& key, Point& point) {
  if (!has_p256_form(key.spki)) return Error{Err::bad_value, "not a P-256 public key"};
  const Bytes coordinates = Bytes(key.spki).subspan(kP256Prefix.size());
  Number x(coordinates.first(kP256Size));
  Number y(coordinates.last(kP256Size));
  if (ecc_point_set(&point, x.value(), y.value()) != 1) return Error{Err::bad_value, "not a point of P-256"};
  return kOk;
}

PublicKey public_key_at(const Point& point) {
  Number x;
  Number y;
  ecc_point_get(&point, x.value(), y.value());
  PublicKey key{Buffer(kP256Prefix.begin(), kP256Prefix.end())};
  key.spki.resize(kP256Prefix.size() + 2 * kP256Size);
  const auto coordinates = MutableBytes(key.spki).subspan(kP256Prefix.size());
  x.write(coordinates.first(kP256Size));
  y.write(coordinates.last(kP256Size));
  return key;
}

Result<PublicKey> p256_public_key(Bytes x, Bytes y) {
  if (x.size() != kP256Size || y.size() != kP256Size) return Error{Err::bad_value, "a coordinate of P-256 has 32 bytes"};
  PublicKey key{Buffer(kP256Prefix.begin(), kP256Prefix.end())};
  key.spki.insert(key.spki.end(), x.begin(), x.end());
  key.spki.insert(key.spki.end(), y.begin(), y.end());
  Point point;
  TRY_(load_point(key, point));
  return key;
}

Result<Buffer> ecdsa_der(Bytes r, Bytes s) {
  if (r.size() != kP256Size || s.size() != kP256Size)
    return Error{Err::bad_value, "a half of an ECDSA signature with P-256 has 32 bytes"};
  WipedBuffer body;
  append_der_number(body, r);
  append_der_number(body, s);
  WipedBuffer out;
  append_der(out, der::kSequence, body);
  return to_buffer(out);
}

Status check_p256(const PublicKey& key) {
  Point point;
  return load_point(key, point);
}

Status verify_ecdsa_p256(const PublicKey& key, const Digest256& digest, Bytes signature_der) {
  Point point;
  TRY_(load_point(key, point));
  const auto halves = halves_of(signature_der);
  if (!halves) return Error{Err::unauthentic, "an ECDSA signature is not in DER"};
  EcdsaSignature signature;
  nettle_mpz_set_str_256_u(signature.r, kP256Size, halves->r.data());
  nettle_mpz_set_str_256_u(signature.s, kP256Size, halves->s.data());
  const bool holds = ecdsa_verify(&point, digest.size(), digest.data(), &signature) == 1 ||
                     verifies_where_the_points_are_the_same(point, digest, signature);
  if (!holds) return Error{Err::unauthentic, "an ECDSA signature does not verify"};
  return kOk;
}

}  // namespace cardea::crypto
