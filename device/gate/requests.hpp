// SPDX-License-Identifier: Apache-2.0
// The JSON bodies of the local API. Strict: exactly the members of the contract, small bounds. What was parsed is wiped.
#pragma once

#include "contracts/ipc/steward.hpp"

namespace cardea::gate {

inline constexpr std::size_t kBodyMax = 8 * 1024;

// Token and source are filled in by the caller.
Result<contract::SetUp> parse_set_up(Bytes body);
Result<contract::SignIn> parse_sign_in(Bytes body);
Result<contract::ChangePassword> parse_change_password(Bytes body);
Result<contract::Settings> parse_settings(Bytes body);
Result<std::int64_t> parse_postpone(Bytes body);  // until, in seconds
Result<SecretBytes> parse_erase(Bytes body);      // the password

}  // namespace cardea::gate
