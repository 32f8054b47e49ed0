// SPDX-License-Identifier: Apache-2.0
#include "assess/input/tree.hpp"

#include "lib/codec/json.hpp"
#include "product/toml.hpp"

namespace cardea::assess {

namespace {

using product::TomlNode;

Value value_of(const TomlNode& node);

Value map_of(const TomlNode& node) {
  Value map{Value::Map{}};
  for (const product::TomlMember& member : node.members) map.set(member.key, value_of(member.value));
  return map;
}

Value list_of(const TomlNode& node) {
  Value list{Value::Array{}};
  for (const TomlNode& item : node.items) list.push(value_of(item));
  return list;
}

// Floats and times, which none of our files use, become null: whoever asks for them finds no text and no number.
Value value_of(const TomlNode& node) {
  switch (node.kind) {
    case TomlNode::Kind::text:
    case TomlNode::Kind::date: return node.text;
    case TomlNode::Kind::number: return node.number;
    case TomlNode::Kind::flag: return node.flag;
    case TomlNode::Kind::list: return list_of(node);
    case TomlNode::Kind::table: return map_of(node);
    case TomlNode::Kind::other: break;
  }
  return nullptr;
}

bool starts_with_a_brace(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

Outcome<Value> read_tree(Bytes file, const std::string& what) {
  if (starts_with_a_brace(as_text(file))) {
    auto value = parse_json(file);
    if (value) return std::move(*value);
    return Problem(value.error().code, what + ": not JSON: " + value.error().what);
  }
  const auto parsed = product::parse_toml(file);
  if (const auto* error = std::get_if<product::TomlError>(&parsed))
    return Problem(Err::bad_value, what + ": line " + std::to_string(error->at.line) + ": " + error->what);
  return value_of(std::get<TomlNode>(parsed));
}

}  // namespace cardea::assess
