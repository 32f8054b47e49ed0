// SPDX-License-Identifier: Apache-2.0
// What lies sealed in the rows of steward.db, where it is no message of contracts/ipc already. Append fields by a new record type: what
// is stored must be read for ever.
#pragma once

#include "contracts/ipc/steward.hpp"

namespace cardea::steward {

struct PersonRecord {
  std::string name;
  contract::Role role = contract::Role::user;
  std::string verifier;
  bool temporary = false;
  std::int64_t created_s = 0;
  auto fields() { return std::tie(name, role, verifier, temporary, created_s); }
};

struct SecondFactorRecord {
  SecretBytes secret;
  bool confirmed = false;
  std::uint64_t last_step = 0;  // of RFC 6238: a code is good once
  auto fields() { return std::tie(secret, confirmed, last_step); }
};

}  // namespace cardea::steward
