// SPDX-License-Identifier: Apache-2.0
#include "product/read_field.hpp"

#include <algorithm>
#include <set>

#include "lib/base/time.hpp"
#include "product/duration.hpp"
#include "product/read.hpp"

namespace cardea::product {
namespace {

constexpr std::size_t kTextMax = 1500;
constexpr std::size_t kListMax = 32;

class FieldReader {
 public:
  FieldReader(const FieldSchema& field, const std::string& file, Findings& findings)
      : field_(field),
        file_(file),
        findings_(findings) {}

  std::optional<Value> read(const TomlNode& node) const {
    switch (field_.kind) {
      case FieldKind::text:
      case FieldKind::reference: return text(node);
      case FieldKind::number: return number(node);
      case FieldKind::flag: return flag(node);
      case FieldKind::date: return date(node);
      case FieldKind::url: return url(node);
      case FieldKind::duration: return duration(node);
      case FieldKind::choice: return word(node);
      case FieldKind::choices:
      case FieldKind::texts:
      case FieldKind::references: return list(node);
      case FieldKind::details: return details(node);
    }
    return std::nullopt;
  }

 private:
  std::optional<Value> wrong_type(const TomlNode& node) const {
    findings_.error("wrong-type", at(node),
                    name() + " is " + std::string(name_of(node.kind)) + ", not " + std::string(name_of(field_.kind)), example());
    return std::nullopt;
  }

  std::string example() const {
    switch (field_.kind) {
      case FieldKind::flag: return name_text() + " = true";
      case FieldKind::date: return name_text() + " = 2031-12-31";
      case FieldKind::number: return name_text() + " = 10";
      case FieldKind::duration: return name_text() + " = \"90 days\"";
      case FieldKind::choices: return name_text() + " = [\"" + std::string(field_.words.front()) + "\"]";
      case FieldKind::references:
        return name_text() + " = [\"" + std::string(field_.target == "*" ? "AuthMech" : field_.target) + "-1\"]";
      case FieldKind::texts: return name_text() + " = [\"...\"]";
      case FieldKind::details: return name_text() + " = [{primitive = \"argon2id\"}]";
      default: return name_text() + " = \"...\"";
    }
  }

  std::optional<Value> text(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::text) return wrong_type(node);
    if (node.text.find_first_not_of(" \t\r\n") == std::string::npos) {
      findings_.error("empty", at(node), name() + " is empty", "say it in a sentence, or take the line out");
      return std::nullopt;
    }
    if (node.text.size() > kTextMax) {
      findings_.error("too-long", at(node), name() + " is longer than " + std::to_string(kTextMax) + " bytes",
                      "point to a document instead");
      return std::nullopt;
    }
    return node.text;
  }

  std::optional<Value> number(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::number) return wrong_type(node);
    if (node.number < field_.min || node.number > field_.max) {
      findings_.error("out-of-range", at(node), name() + " is " + std::to_string(node.number),
                      "it lies between " + std::to_string(field_.min) + " and " + std::to_string(field_.max));
      return std::nullopt;
    }
    return node.number;
  }

  std::optional<Value> flag(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::flag) return wrong_type(node);
    return node.flag;
  }

  std::optional<Value> date(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::date) return wrong_type(node);
    if (!parse_date(node.text)) {
      findings_.error("out-of-range", at(node), name() + " is a date beyond what we count: " + node.text, example());
      return std::nullopt;
    }
    return node.text;
  }

  std::optional<Value> url(const TomlNode& node) const {
    auto value = text(node);
    if (!value) return value;
    const std::string& address = node.text;
    const bool spaced = address.find_first_of(" \t\r\n\"<>") != std::string::npos;
    if (!address.starts_with("https://") || address.size() <= std::string_view("https://").size() || spaced) {
      findings_.error("bad-url", at(node), name() + " is no https:// address: " + quoted(address),
                      "https://www.example.com/security-policy");
      return std::nullopt;
    }
    return value;
  }

  std::optional<Value> duration(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::text) return wrong_type(node);
    if (!parse_duration(node.text)) {
      findings_.error("bad-duration", at(node), name() + " is no duration: " + quoted(node.text),
                      "a number and a unit: \"12 hours\", \"90 days\", \"1 year\"");
      return std::nullopt;
    }
    return node.text;
  }

  std::optional<Value> word(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::text) return wrong_type(node);
    if (std::find(field_.words.begin(), field_.words.end(), node.text) != field_.words.end()) return node.text;
    const std::vector<std::string_view> words(field_.words.begin(), field_.words.end());
    const std::string guess = did_you_mean(node.text, words);
    findings_.error("bad-choice", at(node), name() + " cannot be " + quoted(node.text),
                    (guess.empty() ? "" : guess + " ") + "one of: " + listed(words));
    return std::nullopt;
  }

  std::optional<Value> list(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::list) return wrong_type(node);
    if (node.items.size() > kListMax) {
      findings_.error("too-long", at(node), name() + " has more than " + std::to_string(kListMax) + " entries");
      return std::nullopt;
    }
    Value::Array items;
    std::set<std::string> seen;
    bool whole = true;
    for (const TomlNode& item : node.items) {
      auto value = item.kind != TomlNode::Kind::text   ? wrong_type(item)
                   : field_.kind == FieldKind::choices ? word(item)
                                                       : text(item);
      if (value && !seen.insert(item.text).second) {
        findings_.error("duplicate", at(item), name() + " names " + quoted(item.text) + " twice", "take one out");
      } else if (value) {
        items.push_back(std::move(*value));
      }
      whole = whole && value.has_value();
    }
    if (!whole) return std::nullopt;
    return items;
  }

  std::optional<Value> details(const TomlNode& node) const {
    if (node.kind != TomlNode::Kind::list) return wrong_type(node);
    Value::Array items;
    for (const TomlNode& item : node.items) {
      if (item.kind != TomlNode::Kind::table) return wrong_type(item);
      items.push_back(detail(item));
    }
    return items;
  }

  Value detail(const TomlNode& table) const {
    Value map{Value::Map{}};
    for (const TomlMember& member : table.members) {
      const auto fields = detail_fields();
      const auto it = std::find_if(fields.begin(), fields.end(), [&](const FieldSchema& f) { return f.name == member.key; });
      if (it == fields.end()) {
        const auto names = names_of(fields);
        const std::string guess = did_you_mean(member.key, names);
        findings_.error("unknown-key", {file_, member.at}, "cryptographic details have no " + quoted(member.key),
                        guess.empty() ? "they have: " + listed(names) : guess);
      } else if (auto value = FieldReader(*it, file_, findings_).read(member.value)) {
        map.set(member.key, std::move(*value));
      }
    }
    if (table.find("primitive") == nullptr) {
      findings_.error("missing", at(table), "cryptographic details without a primitive", "{primitive = \"AES-256-GCM\", ...}");
    }
    return map;
  }

  Place at(const TomlNode& node) const { return {file_, node.at}; }
  std::string name_text() const { return std::string(field_.name); }
  std::string name() const { return '`' + name_text() + '`'; }

  const FieldSchema& field_;
  const std::string& file_;
  Findings& findings_;
};

}  // namespace

std::optional<Value> read_field(const FieldSchema& field, const TomlNode& node, const std::string& file, Findings& findings) {
  return FieldReader(field, file, findings).read(node);
}

}  // namespace cardea::product
