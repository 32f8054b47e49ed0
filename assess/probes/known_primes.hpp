// SPDX-License-Identifier: Apache-2.0
// Primes of Diffie and Hellman's exchange that are in books and in the defaults of servers. Who computes for one of them
// once reads every server that uses it: a short one that everybody has is worse than a short one of one's own.
#pragma once

#include <string_view>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

// Where a prime (big-endian) is known from; empty: nobody we know of published it.
std::string_view origin_of_prime(Bytes prime);

}  // namespace cardea::assess
