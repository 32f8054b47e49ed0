// SPDX-License-Identifier: Apache-2.0
// The one form that a public key of P-256 has; for those who look at a key without computing with it. For lib/crypto only.
#pragma once

#include <algorithm>
#include <array>

#include "lib/base/bytes.hpp"

namespace cardea::crypto {

// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { 0x04 ... } } (RFC 5480 section 2). Compressed points and
// spelled-out curves name the same key by other bytes, so a pin would miss them: refused.
inline constexpr std::array<std::uint8_t, 27> kP256Prefix = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                                             0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                                             0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
inline constexpr std::size_t kP256Size = 32;  // bytes of a coordinate, a private key and each half of a signature

inline bool has_p256_form(Bytes spki) {
  return spki.size() == kP256Prefix.size() + 2 * kP256Size && std::equal(kP256Prefix.begin(), kP256Prefix.end(), spki.begin());
}

}  // namespace cardea::crypto
