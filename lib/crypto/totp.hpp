// SPDX-License-Identifier: Apache-2.0
// One-time passwords from a shared secret and the time (RFC 6238, on RFC 4226): six digits, 30 seconds, HMAC-SHA-1, which is what
// every authenticator app speaks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/base/secret.hpp"

namespace cardea::crypto {

inline constexpr std::size_t kTotpSecretSize = 20;  // RFC 4226 section 4, R6
inline constexpr std::int64_t kTotpStepS = 30;

// The code of one step of 30 s since 1970.
std::string totp_code(const SecretBytes& secret, std::uint64_t step);

// The step whose code this is: that of `now_s`, or a neighbour for a clock that is a little off (RFC 6238 section 5.2), but none
// up to `last_used`, for a code is good once. nullopt: no step.
std::optional<std::uint64_t> totp_step(const SecretBytes& secret, std::string_view code, std::int64_t now_s,
                                       std::uint64_t last_used);

}  // namespace cardea::crypto
