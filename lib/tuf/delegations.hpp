// SPDX-License-Identifier: Apache-2.0
// Which other roles a targets role trusts, for which targets, by which keys (TUF 1.0, section 4.5; hash bins: TAP 15).
// Roles are tried in their order. A pattern knows `*` and `?`, and neither crosses a `/`.
#pragma once

#include <optional>

#include "lib/tuf/role.hpp"

namespace cardea::tuf {

struct DelegatedRole {
  std::string name;
  Role role;
  bool terminating = false;                // who it is given to has the last word: no role behind it is asked
  std::vector<std::string> paths;          // patterns, or
  std::vector<std::string> hash_prefixes;  // how the hex SHA-256 of the target's name begins
};

// 2^bits roles, named PREFIX-0 and so on in hex, each for its share of the hashes of target names.
struct SuccinctRoles {
  Role role;
  unsigned bits = 0;  // 1 to 32
  std::string prefix;
};

struct Delegations {
  Keys keys;
  std::vector<DelegatedRole> roles;
  std::optional<SuccinctRoles> succinct;  // then `roles` is empty

  // Who may speak of this target, in order; ends behind the first that terminates.
  struct Choice {
    std::string name;
    bool terminating = false;
  };
  std::vector<Choice> choices_for(const std::string& target) const;
  const Role* role(const std::string& name) const;  // nullptr: not delegated to
};

Result<Delegations> parse_delegations(const Value& object);

bool matches_pattern(std::string_view pattern, std::string_view target);

}  // namespace cardea::tuf
