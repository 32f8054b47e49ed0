// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/known_primes.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>

#include <memory>

namespace cardea::assess {
namespace {

Buffer bytes_of(BIGNUM* (*prime)(BIGNUM*)) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(prime(nullptr), BN_free);
  Buffer out(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), out.data());
  return out;
}

TEST(KnownPrimes, those_of_the_rfcs_are_known_by_name) {
  EXPECT_EQ(origin_of_prime(bytes_of(BN_get_rfc2409_prime_768)), "RFC 2409 group 1");
  EXPECT_EQ(origin_of_prime(bytes_of(BN_get_rfc2409_prime_1024)), "RFC 2409 group 2");
  EXPECT_EQ(origin_of_prime(bytes_of(BN_get_rfc3526_prime_1536)), "RFC 3526 group 5");
  EXPECT_EQ(origin_of_prime(bytes_of(BN_get_rfc3526_prime_2048)), "RFC 3526 group 14");
  EXPECT_EQ(origin_of_prime(bytes_of(BN_get_rfc3526_prime_8192)), "RFC 3526 group 18");
}

TEST(KnownPrimes, leading_zeros_change_nothing_and_another_number_is_not_known) {
  Buffer prime = bytes_of(BN_get_rfc3526_prime_1536);
  prime.insert(prime.begin(), 0);
  EXPECT_EQ(origin_of_prime(prime), "RFC 3526 group 5");
  prime.back() ^= 2U;
  EXPECT_EQ(origin_of_prime(prime), "");
  EXPECT_EQ(origin_of_prime({}), "");
}

}  // namespace
}  // namespace cardea::assess
