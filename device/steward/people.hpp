// SPDX-License-Identifier: Apache-2.0
// The accounts of this device. Holds argon2id verifiers, never a password.
#pragma once

#include <optional>

#include "contracts/ipc/steward.hpp"
#include "lib/base/ids.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kPeopleMax = 16;

struct Person {
  std::int64_t id = 0;
  std::string name;
  contract::Role role = contract::Role::user;
  std::string verifier;
};

// 1..32 of [a-z0-9._-]
Result<PersonName> parse_person_name(Bytes text);

class People {
 public:
  explicit People(store::Database& db) : db_(db) {}

  Result<std::optional<Person>> find(std::string_view name) const;
  Result<std::optional<Person>> find(std::int64_t id) const;
  Result<std::int64_t> add(const PersonName& name, contract::Role role, const std::string& verifier, std::int64_t now_s);
  Status set_verifier(std::int64_t id, const std::string& verifier);

 private:
  store::Database& db_;
};

}  // namespace cardea::steward
