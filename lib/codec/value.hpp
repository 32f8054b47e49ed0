// SPDX-License-Identifier: Apache-2.0
// A tree of values, the common ground of JSON and CBOR. Maps keep their keys sorted by bytes, so
// that printing is deterministic. No floating point: nothing we sign or store may depend on it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea {

class Value {
 public:
  using Array = std::vector<Value>;
  using Map = std::map<std::string, Value, std::less<>>;

  Value() = default;
  Value(std::nullptr_t) {}                                  // NOLINT(google-explicit-constructor): literals read as values
  Value(bool v) : v_(v) {}                                  // NOLINT(google-explicit-constructor)
  Value(int v) : v_(std::int64_t{v}) {}                     // NOLINT(google-explicit-constructor)
  Value(std::int64_t v) : v_(v) {}                          // NOLINT(google-explicit-constructor)
  Value(std::uint32_t v) : v_(std::int64_t{v}) {}           // NOLINT(google-explicit-constructor)
  Value(const char* v) : v_(std::string(v)) {}              // NOLINT(google-explicit-constructor)
  Value(std::string_view v) : v_(std::string(v)) {}         // NOLINT(google-explicit-constructor)
  Value(std::string v) : v_(std::move(v)) {}                // NOLINT(google-explicit-constructor)
  Value(Buffer v) : v_(std::move(v)) {}                     // NOLINT(google-explicit-constructor): CBOR only; JSON refuses it
  Value(Array v) : v_(std::move(v)) {}                      // NOLINT(google-explicit-constructor)
  Value(Map v) : v_(std::move(v)) {}                        // NOLINT(google-explicit-constructor)

  bool is_null() const { return std::holds_alternative<std::monostate>(v_); }
  const bool* if_bool() const { return std::get_if<bool>(&v_); }
  const std::int64_t* if_int() const { return std::get_if<std::int64_t>(&v_); }
  const std::string* if_text() const { return std::get_if<std::string>(&v_); }
  const Buffer* if_bytes() const { return std::get_if<Buffer>(&v_); }
  const Array* if_array() const { return std::get_if<Array>(&v_); }
  const Map* if_map() const { return std::get_if<Map>(&v_); }
  std::string* if_text() { return std::get_if<std::string>(&v_); }  // to wipe what was parsed
  Array* if_array() { return std::get_if<Array>(&v_); }
  Map* if_map() { return std::get_if<Map>(&v_); }

  // The member of a map, or nullptr when this is no map or has no such key.
  const Value* find(std::string_view key) const;

  // Members by key, for parsers: each says which shape was missing.
  Result<bool> flag(std::string_view key) const;
  Result<std::int64_t> integer(std::string_view key) const;
  Result<std::string> text(std::string_view key) const;
  Result<Buffer> bytes(std::string_view key) const;
  Result<const Array*> array(std::string_view key) const;
  Result<const Map*> map(std::string_view key) const;

  // Writes a member; turns a null value into a map first.
  Value& set(std::string key, Value value);
  Value& push(Value value);

  bool operator==(const Value&) const = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, Buffer, Array, Map> v_;
};

// Bounds of a parse. What exceeds one is an error, never a truncation.
struct Limits {
  std::size_t bytes_max = 1U << 20;
  std::size_t depth_max = 32;
  std::size_t nodes_max = 1U << 16;
};

}  // namespace cardea
