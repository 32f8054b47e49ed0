// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/value.hpp"

namespace cardea {

const Value* Value::find(std::string_view key) const {
  const Map* map = if_map();
  if (map == nullptr) return nullptr;
  const auto it = map->find(key);
  return it == map->end() ? nullptr : &it->second;
}

Result<bool> Value::flag(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || member->if_bool() == nullptr) return Error{Err::bad_value, "a true/false member is missing"};
  return *member->if_bool();
}

Result<std::int64_t> Value::integer(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || member->if_int() == nullptr) return Error{Err::bad_value, "a whole-number member is missing"};
  return *member->if_int();
}

Result<std::string> Value::text(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || member->if_text() == nullptr) return Error{Err::bad_value, "a text member is missing"};
  return *member->if_text();
}

Result<Buffer> Value::bytes(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || member->if_bytes() == nullptr) return Error{Err::bad_value, "a byte-string member is missing"};
  return *member->if_bytes();
}

Result<const Value::Array*> Value::array(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || member->if_array() == nullptr) return Error{Err::bad_value, "an array member is missing"};
  return member->if_array();
}

Result<const Value::Map*> Value::map(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || member->if_map() == nullptr) return Error{Err::bad_value, "a map member is missing"};
  return member->if_map();
}

Value& Value::set(std::string key, Value value) {
  if (if_map() == nullptr) v_ = Map{};
  if_map()->insert_or_assign(std::move(key), std::move(value));
  return *this;
}

Value& Value::push(Value value) {
  if (if_array() == nullptr) v_ = Array{};
  if_array()->push_back(std::move(value));
  return *this;
}

}  // namespace cardea
