// SPDX-License-Identifier: Apache-2.0
// The accounts of this device. Holds argon2id verifiers, never a password. Each account is one record under its person's data key: a
// row whose key is gone is noise, and is as if it were not there.
#pragma once

#include <optional>
#include <vector>

#include "contracts/ipc/steward.hpp"
#include "device/steward/data_keys.hpp"
#include "lib/base/ids.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kPeopleMax = 16;

struct Person {
  std::int64_t id = 0;
  std::string name;
  contract::Role role = contract::Role::user;
  std::string verifier;
  bool temporary = false;  // the verifier is of a password that somebody else chose: good for setting a new one only
  std::int64_t created_s = 0;
};

// 1..32 of [a-z0-9._-]
Result<PersonName> parse_person_name(Bytes text);

class People {
 public:
  People(store::Database& db, DataKeys& keys) : db_(db), keys_(keys) {}

  Result<std::optional<Person>> find(std::string_view name) const;
  Result<std::optional<Person>> find(std::int64_t id) const;
  Result<std::vector<Person>> all() const;
  // In a transaction: makes the person's data key too.
  Result<std::int64_t> add(const PersonName& name, contract::Role role, const std::string& verifier, std::int64_t now_s,
                           bool temporary = false);
  Status set_verifier(std::int64_t id, const std::string& verifier, bool temporary = false);
  Status set_role(std::int64_t id, contract::Role role);
  // In a transaction: dooms the person's data key too; DataKeys::finish_destruction() follows the commit.
  Status remove(std::int64_t id);
  // Whether the device would be left without an administrator if this person were no more one.
  Result<bool> is_last_administrator(const Person& person) const;

 private:
  Result<std::optional<Person>> opened(std::int64_t id, Bytes record) const;
  Status write(const Person& person);

  store::Database& db_;
  DataKeys& keys_;
};

}  // namespace cardea::steward
