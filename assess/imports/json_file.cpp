// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/json_file.hpp"

#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr Limits kLimits{kImportBytesMax, kImportDepthMax, kImportNodesMax};
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

const Value& nothing() {
  static const Value kNothing;
  return kNothing;
}

}  // namespace

Outcome<Value> read_json_file(Bytes file) {
  if (file.empty()) return Problem(Err::truncated, "the file is empty");
  if (as_text(file).starts_with(kByteOrderMark)) file = file.subspan(kByteOrderMark.size());  // tools on Windows begin with one
  auto value = parse_json(file, kLimits, Fractions::as_text);
  if (value) return std::move(*value);
  return Problem(value.error().code, std::string("not JSON that can be read: ") + value.error().what,
                 "a tool that was stopped leaves half a file");
}

const Value& member_of(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member == nullptr ? nothing() : *member;
}

const Value& first_in(const Value& value, std::string_view key) {
  const Value::Array& items = items_in(value, key);
  return items.empty() ? nothing() : items.front();
}

std::string_view text_in(const Value& value, std::string_view key) {
  const std::string* text = member_of(value, key).if_text();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::string number_in(const Value& value, std::string_view key) {
  const std::int64_t* number = member_of(value, key).if_int();
  return number == nullptr ? std::string(text_in(value, key)) : std::to_string(*number);
}

const Value::Array& items_of(const Value& value) {
  static const Value::Array kNone;
  const Value::Array* items = value.if_array();
  return items == nullptr ? kNone : *items;
}

const Value::Array& items_in(const Value& value, std::string_view key) {
  return items_of(member_of(value, key));
}

std::string name_with_version(std::string_view name, std::string_view version) {
  return std::string(name) + (version.empty() ? "" : " ") + std::string(version);
}

}  // namespace cardea::assess
