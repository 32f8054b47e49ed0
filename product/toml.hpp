// SPDX-License-Identifier: Apache-2.0
// TOML 1.0 as a tree that knows where each thing stands in the file. The grammar is toml++'s, which stays behind this
// header; the bounds on size and nesting are ours. It knows nothing of products.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::product {

struct Position {
  std::uint32_t line = 0;  // from 1; 0: the file as a whole
  std::uint32_t column = 0;
};

struct TomlMember;

// `other` is what our files never use: floats, times and date-times. A date is text YYYY-MM-DD.
struct TomlNode {
  enum class Kind : std::uint8_t { text, number, flag, date, list, table, other };
  Kind kind = Kind::table;
  Position at;
  std::string text;  // text, date; for `other` what it is
  std::int64_t number = 0;
  bool flag = false;
  std::vector<TomlNode> items;      // list
  std::vector<TomlMember> members;  // table, in the order of the file

  const TomlNode* find(std::string_view key) const;
};

struct TomlMember {
  std::string key;
  Position at;
  TomlNode value;
};

std::string_view name_of(TomlNode::Kind kind);  // "text", "a whole number", ...

struct TomlError {
  Position at;
  std::string what;
};

inline constexpr std::size_t kTomlBytesMax = 1U << 20;
inline constexpr std::size_t kTomlDepthMax = 16;  // of brackets, and of dots in a key
inline constexpr std::size_t kTomlNodesMax = 1U << 16;

// The root table, or the first place where the file is no TOML or is beyond a bound.
std::variant<TomlNode, TomlError> parse_toml(Bytes text);

}  // namespace cardea::product
