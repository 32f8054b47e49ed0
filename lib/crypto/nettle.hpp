// SPDX-License-Identifier: Apache-2.0
// Owners for Nettle's and GMP's objects. Included by lib/crypto's .cpp files only: no header of ours may bring theirs into the
// house.
#pragma once

#include <nettle/bignum.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "lib/crypto/p256_form.hpp"

namespace cardea::crypto {

// A number. Every block that GMP gives back is wiped before (nettle.cpp), so a number may be a secret.
class Number {
 public:
  Number();
  explicit Number(Bytes big_endian);
  ~Number() { mpz_clear(value_); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  mpz_t& value() { return value_; }
  void write(MutableBytes big_endian) const { nettle_mpz_get_str_256(big_endian.size(), big_endian.data(), value_); }

 private:
  mpz_t value_;
};

struct Point : ecc_point {
  Point() { ecc_point_init(this, nettle_get_secp_256r1()); }
  ~Point() { ecc_point_clear(this); }
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;
};

struct Scalar : ecc_scalar {
  Scalar() { ecc_scalar_init(this, nettle_get_secp_256r1()); }
  ~Scalar() { ecc_scalar_clear(this); }
  Scalar(const Scalar&) = delete;
  Scalar& operator=(const Scalar&) = delete;
};

struct EcdsaSignature : dsa_signature {
  EcdsaSignature() { dsa_signature_init(this); }
  ~EcdsaSignature() { dsa_signature_clear(this); }
  EcdsaSignature(const EcdsaSignature&) = delete;
  EcdsaSignature& operator=(const EcdsaSignature&) = delete;
};

// The kernel's generator in the form that Nettle asks for.
void nettle_random(void* unused, std::size_t size, std::uint8_t* out);

}  // namespace cardea::crypto
