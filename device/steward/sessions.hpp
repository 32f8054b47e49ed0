// SPDX-License-Identifier: Apache-2.0
// Who is signed in. A token is 256 random bits; only its SHA-256 is stored, so the database signs nobody in.
// A session ends by being left idle, by age, by sign-out, and when the password changes.
#pragma once

#include "device/steward/people.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/secret.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kSessionIdleMaxS = 30 * 60;
inline constexpr std::int64_t kSessionAgeMaxS = 12 * 60 * 60;
inline constexpr std::int64_t kSessionsPerPersonMax = 16;  // the oldest gives way

class Sessions {
 public:
  Sessions(store::Database& db, const People& people, const Clock& clock) : db_(db), people_(people), clock_(clock) {}

  // base64url text of the new token.
  Result<SecretBytes> open(std::int64_t person);
  // Whose session it is. Err::unauthentic: no such session, or it has ended.
  Result<Person> check(const SecretBytes& token);
  Status end(const SecretBytes& token);
  Status end_all_of(std::int64_t person);

 private:
  Status remove_ended();

  store::Database& db_;
  const People& people_;
  const Clock& clock_;
};

}  // namespace cardea::steward
