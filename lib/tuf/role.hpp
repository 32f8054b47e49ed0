// SPDX-License-Identifier: Apache-2.0
// Who may sign: the keys that a root or a delegator names, and how many of which a role needs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lib/tuf/key.hpp"

namespace cardea::tuf {

struct Signature {
  std::string keyid;
  Buffer value;  // empty when it was no hex: it verifies nothing
};

using Keys = std::map<std::string, Key>;  // by keyid

struct Role {
  std::vector<std::string> keyids;  // distinct, sorted
  std::size_t threshold = 0;        // at least 1
  bool operator==(const Role&) const = default;
};

// Of the "keys" member of a body: a map from keyid to key object.
Result<Keys> parse_keys(const Value& body);
// An object with "keyids" and "threshold"; other members are its owner's.
Result<Role> parse_role(const Value& object);

// Ok when different keys of `role`, as many as its threshold, signed `message`. One key under two keyids counts once.
Status check_threshold(const Keys& keys, const Role& role, Bytes message, const std::vector<Signature>& signatures);

// The keys of a role themselves, whatever they are called.
std::vector<Key> keys_of(const Keys& keys, const Role& role);

}  // namespace cardea::tuf
