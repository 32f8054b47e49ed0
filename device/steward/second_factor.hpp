// SPDX-License-Identifier: Apache-2.0
// The second step of a sign-in: a code of an authenticator app (RFC 6238), or one of ten recovery codes, each good once. What
// verifies a code must be readable here, under the person's data key; of a recovery code only a mark made with that key is kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "device/steward/data_keys.hpp"
#include "device/steward/records.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/secret.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::size_t kRecoveryCodes = 10;

class SecondFactor {
 public:
  SecondFactor(store::Database& db, const DataKeys& keys, const Clock& clock) : db_(db), keys_(keys), clock_(clock) {}

  Result<bool> is_on(std::int64_t person) const;
  // A new secret, base32, that counts for nothing until confirm(). Err::exists: the second step is on already.
  Result<SecretBytes> begin(std::int64_t person);
  // Turns it on if `code` is that of the new secret, and makes the recovery codes. Err::unauthentic: another code, or none was begun.
  Result<std::vector<std::string>> confirm(std::int64_t person, std::string_view code);
  // True when the code is right; it is used up then. Inside the transaction that acknowledges it.
  Result<bool> take(std::int64_t person, std::string_view code);
  Status remove(std::int64_t person);

 private:
  Result<std::optional<SecondFactorRecord>> read(std::int64_t person) const;
  Status write(std::int64_t person, SecondFactorRecord& record);
  Result<crypto::Digest256> mark_of(std::int64_t person, std::string_view code) const;
  Result<bool> take_recovery_code(std::int64_t person, std::string_view code);
  Result<std::vector<std::string>> make_recovery_codes(std::int64_t person);

  store::Database& db_;
  const DataKeys& keys_;
  const Clock& clock_;
};

// otpauth://totp/... as authenticator apps read it. `device` and `account` are percent-encoded.
SecretBytes otpauth_uri(std::string_view device, std::string_view account, const SecretBytes& base32_secret);

}  // namespace cardea::steward
