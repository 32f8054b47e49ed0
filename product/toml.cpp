// SPDX-License-Identifier: Apache-2.0
// The only unit that sees toml++, and where its exceptions end. Version 3.3 meets some malformed texts ("[ " and a line end)
// with an assertion, which would end the program, or without assertions with undefined behaviour: here an assertion throws.
#include "product/toml.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace {

struct GrammarStopped : std::logic_error {
  using std::logic_error::logic_error;
};

[[noreturn]] void stop_grammar(const char* why) {
  throw GrammarStopped(why);
}

}  // namespace

#undef NDEBUG
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : stop_grammar(#expr))
#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

#include "product/toml_bounds.hpp"

namespace cardea::product {
namespace {

Position position_of(const toml::source_region& region) {
  return {static_cast<std::uint32_t>(region.begin.line), static_cast<std::uint32_t>(region.begin.column)};
}

std::string date_text(const toml::date& date) {
  const auto padded = [](unsigned value, std::size_t width) {
    std::string digits = std::to_string(value);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
  };
  return padded(date.year, 4) + '-' + padded(date.month, 2) + '-' + padded(date.day, 2);
}

class Copy {
 public:
  bool too_many() const { return nodes_ > kTomlNodesMax; }

  TomlNode node(const toml::node& from) {  // NOLINT(misc-no-recursion): depth is bounded before toml++ sees the text
    TomlNode to;
    to.at = position_of(from.source());
    if (++nodes_ > kTomlNodesMax) return to;
    if (const auto* table = from.as_table()) return copy_table(*table, std::move(to));
    if (const auto* list = from.as_array()) return copy_list(*list, std::move(to));
    return copy_leaf(from, std::move(to));
  }

 private:
  TomlNode copy_table(const toml::table& from, TomlNode to) {  // NOLINT(misc-no-recursion)
    to.kind = TomlNode::Kind::table;
    for (const auto& [key, value] : from) {
      to.members.push_back({std::string(key.str()), position_of(key.source()), node(value)});
    }
    const auto before = [](const TomlMember& a, const TomlMember& b) {
      return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    };
    std::stable_sort(to.members.begin(), to.members.end(), before);
    return to;
  }

  TomlNode copy_list(const toml::array& from, TomlNode to) {  // NOLINT(misc-no-recursion)
    to.kind = TomlNode::Kind::list;
    to.items.reserve(std::min(from.size(), kTomlNodesMax));
    for (const auto& item : from) {
      if (too_many()) break;
      to.items.push_back(node(item));
    }
    return to;
  }

  static TomlNode copy_leaf(const toml::node& from, TomlNode to) {
    if (const auto* text = from.as_string()) {
      to.kind = TomlNode::Kind::text;
      to.text = text->get();
    } else if (const auto* number = from.as_integer()) {
      to.kind = TomlNode::Kind::number;
      to.number = number->get();
    } else if (const auto* flag = from.as_boolean()) {
      to.kind = TomlNode::Kind::flag;
      to.flag = flag->get();
    } else if (const auto* date = from.as_date()) {
      to.kind = TomlNode::Kind::date;
      to.text = date_text(date->get());
    } else {
      to.kind = TomlNode::Kind::other;
      to.text = from.is_floating_point() ? "a fraction" : "a time";
    }
    return to;
  }

  std::size_t nodes_ = 0;
};

bool grammar_stops(std::string_view text) {
  try {
    const auto parsed = toml::parse(text);
    return false;
  } catch (const GrammarStopped&) {
    return true;
  } catch (const toml::parse_error&) {
    return false;
  }
}

// The grammar reads from front to back, so the shortest run of lines that stops it ends with the line at fault.
std::uint32_t line_that_stops(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') ends.push_back(i + 1);
  }
  ends.push_back(text.size());
  const auto it =
      std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) { return !grammar_stops(text.substr(0, end)); });
  return 1 + static_cast<std::uint32_t>(it - ends.begin());
}

std::variant<TomlNode, TomlError> parse_and_copy(std::string_view text) {
  const toml::table parsed = toml::parse(text);
  Copy copy;
  TomlNode root = copy.node(parsed);
  if (copy.too_many()) return TomlError{{}, "the file holds more than " + std::to_string(kTomlNodesMax) + " values"};
  return root;
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
  const auto it = std::find_if(members.begin(), members.end(), [&](const TomlMember& member) { return member.key == key; });
  return it == members.end() ? nullptr : &it->value;
}

std::string_view name_of(TomlNode::Kind kind) {
  switch (kind) {
    case TomlNode::Kind::text: return "text";
    case TomlNode::Kind::number: return "a whole number";
    case TomlNode::Kind::flag: return "true or false";
    case TomlNode::Kind::date: return "a date";
    case TomlNode::Kind::list: return "a list";
    case TomlNode::Kind::table: return "a table";
    case TomlNode::Kind::other: break;
  }
  return "a fraction or a time";
}

std::variant<TomlNode, TomlError> parse_toml(Bytes text) {
  if (auto error = check_toml_bounds(as_text(text))) return std::move(*error);
  try {
    return parse_and_copy(as_text(text));
  } catch (const toml::parse_error& error) {
    return TomlError{position_of(error.source()), std::string(error.description())};
  } catch (const GrammarStopped&) {
    return TomlError{{line_that_stops(as_text(text)), 0}, "this line is no TOML"};
  }
}

}  // namespace cardea::product
