// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/role.hpp"

#include <algorithm>
#include <set>

namespace cardea::tuf {

namespace {

constexpr std::size_t kKeysMax = 64;
constexpr std::size_t kKeyIdMax = 256;

}  // namespace

Result<Keys> parse_keys(const Value& body) {
  TRY(const Value::Map* objects, body.map("keys"));
  if (objects->size() > kKeysMax) return Error{Err::too_large, "too many keys"};
  Keys keys;
  for (const auto& [keyid, object] : *objects) {
    if (keyid.size() > kKeyIdMax) return Error{Err::too_large, "a keyid is longer than its bound"};
    TRY(Key key, parse_key(object));
    keys.emplace(keyid, std::move(key));
  }
  return keys;
}

Result<Role> parse_role(const Value& object) {
  TRY(const Value::Array* keyids, object.array("keyids"));
  TRY(const std::int64_t threshold, object.integer("threshold"));
  if (threshold < 1) return Error{Err::bad_value, "a role's threshold is below 1"};
  if (keyids->size() > kKeysMax) return Error{Err::too_large, "a role has too many keys"};
  Role role{.keyids = {}, .threshold = static_cast<std::size_t>(threshold)};
  for (const Value& keyid : *keyids) {
    if (keyid.if_text() == nullptr) return Error{Err::bad_value, "a role's keyid is no text"};
    role.keyids.push_back(*keyid.if_text());
  }
  std::sort(role.keyids.begin(), role.keyids.end());
  if (std::adjacent_find(role.keyids.begin(), role.keyids.end()) != role.keyids.end()) {
    return Error{Err::bad_value, "a role names the same key twice"};
  }
  return role;
}

Status check_threshold(const Keys& keys, const Role& role, Bytes message, const std::vector<Signature>& signatures) {
  std::set<Key> signers;
  for (const Signature& signature : signatures) {
    if (!std::binary_search(role.keyids.begin(), role.keyids.end(), signature.keyid)) continue;
    const auto key = keys.find(signature.keyid);
    if (key == keys.end() || signers.contains(key->second)) continue;
    if (verify_signature(key->second, message, signature.value).ok()) signers.insert(key->second);
    if (signers.size() == role.threshold) return kOk;
  }
  return Error{Err::unauthentic, "not signed by enough of the keys that are named for it"};
}

std::vector<Key> keys_of(const Keys& keys, const Role& role) {
  std::vector<Key> found;
  for (const std::string& keyid : role.keyids) {
    if (const auto key = keys.find(keyid); key != keys.end()) found.push_back(key->second);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace cardea::tuf
