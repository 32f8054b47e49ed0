// SPDX-License-Identifier: Apache-2.0
#include "device/gate/body_fields.hpp"

#include <algorithm>

#include "device/gate/requests.hpp"
#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/codec/utf8.hpp"

namespace cardea::gate {
namespace {

constexpr Limits kLimits{.bytes_max = kBodyMax, .depth_max = 2, .nodes_max = 32};
constexpr std::size_t kShownNameMax = 64;                  // of a field that we do not know
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

constexpr std::string_view kMalformed = "The body is not well-formed JSON.";
constexpr std::string_view kNoObject = "The body is no JSON object.";
constexpr std::string_view kMissing = "This field is missing.";
constexpr std::string_view kUnknown = "This field is not known here.";
constexpr std::string_view kType = "This field is of another type.";
constexpr std::string_view kEmpty = "This field is empty.";
constexpr std::string_view kLong = "This field is too long.";
constexpr std::string_view kCharacters = "This field holds characters that it may not hold.";
constexpr std::string_view kEncoding = "This field is not UTF-8 text.";
constexpr std::string_view kChoice = "This field is none of its choices.";
constexpr std::string_view kNoMoment = "This field is no moment in time.";
constexpr std::string_view kFar = "This moment is too far away.";
constexpr std::string_view kNoTime = "This field is no time of day.";
constexpr std::string_view kRange = "This number is out of its range.";
constexpr std::string_view kNoSpan = "Quiet hours need a beginning and another end.";

std::string what_it_holds(const BodyField& field) {
  const std::string most = " of 1 to " + std::to_string(field.characters_max) + " characters";
  switch (field.holds) {
    case Holds::name: return "text" + most + ": a-z, 0-9, dot, underscore and hyphen";
    case Holds::text: return "text" + most + ", none of them hidden: no control character, no change of direction";
    case Holds::secret: return "text" + most;
    case Holds::flag: return "true or false";
    case Holds::role: return "guest, user or admin";
    case Holds::language: return "en or zh";
    case Holds::moment: return "a moment such as 2027-02-01T00:00:00Z, at most 30 days from now";
    case Holds::moment_or_null: return "null, or a moment such as 2027-02-01T00:00:00Z, at most 30 days from now";
    case Holds::time_or_null: return "null, or a time of day such as 22:00";
    case Holds::utc_offset: return "whole minutes, -720 to 840";
    case Holds::file_size: return "bytes of a file, 1 to 8589934592";
    case Holds::file_offset: return "a place in a file, 0 to 8589934592";
    case Holds::base64: return "base64" + most;
  }
  return "";
}

BodyObjection objection(const BodyField& field, std::string_view error) {
  return {std::string(field.name), error, std::string(field.name) + ": " + what_it_holds(field) + '.'};
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool is_printable(Bytes text) {
  while (!text.empty()) {
    const std::size_t size = printable_front(text);
    if (size == 0) return false;
    text = text.subspan(size);
  }
  return true;
}

bool may_be_in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string_view wrong_in_moment(const std::string& text, std::int64_t now_s) {
  const auto moment = parse_rfc3339(text);
  if (!moment) return kNoMoment;
  return *moment > now_s + contract::kPostponeMaxS ? kFar : std::string_view{};
}

std::string_view wrong_in_number(const Value& value, std::int64_t least, std::int64_t most) {
  const std::int64_t* number = value.if_int();
  if (number == nullptr) return kType;
  return *number < least || *number > most ? kRange : std::string_view{};
}

// What is wrong with a text; empty: nothing.
std::string_view wrong_in_text(const BodyField& field, const std::string& text, std::int64_t now_s) {
  switch (field.holds) {
    case Holds::role: return text == "guest" || text == "user" || text == "admin" ? std::string_view{} : kChoice;
    case Holds::language: return text == "en" || text == "zh" ? std::string_view{} : kChoice;
    case Holds::moment:
    case Holds::moment_or_null: return wrong_in_moment(text, now_s);
    case Holds::time_or_null: return parse_time_of_day(text) ? std::string_view{} : kNoTime;
    default: break;
  }
  if (text.empty()) return kEmpty;
  if (count_characters(text) > field.characters_max) return kLong;
  if (field.holds == Holds::name && !std::all_of(text.begin(), text.end(), may_be_in_a_name)) return kCharacters;
  if (field.holds == Holds::base64 && !from_base64(text)) return kCharacters;
  if (field.holds == Holds::text && !is_printable(as_bytes(text))) return kCharacters;
  return {};
}

std::string_view wrong_in(const BodyField& field, const Value& value, std::int64_t now_s) {
  if (field.holds == Holds::flag) return value.if_bool() != nullptr ? std::string_view{} : kType;
  if (field.holds == Holds::utc_offset) return wrong_in_number(value, contract::kUtcOffsetMinMin, contract::kUtcOffsetMaxMin);
  if (field.holds == Holds::file_size) return wrong_in_number(value, 1, kFileMax);
  if (field.holds == Holds::file_offset) return wrong_in_number(value, 0, kFileMax);
  if ((field.holds == Holds::moment_or_null || field.holds == Holds::time_or_null) && value.is_null()) return {};
  const std::string* text = value.if_text();
  return text == nullptr ? kType : wrong_in_text(field, *text, now_s);
}

bool is_field_of(Duty duty, std::string_view name) {
  return std::any_of(kBodyFields.begin(), kBodyFields.end(),
                     [&](const BodyField& field) { return field.duty == duty && field.name == name; });
}

std::string with_replacements(Bytes body) {
  std::string whole;
  while (!body.empty()) {
    const std::size_t size = utf8_front(body);
    whole.append(size == 0 ? kReplacement : as_text(body.first(size)));
    body = body.subspan(size == 0 ? 1 : size);
  }
  return whole;
}

void wipe_texts(Value& body) {
  Value::Map* map = body.if_map();
  if (map == nullptr) return;
  for (auto& [name, member] : *map) {
    if (std::string* text = member.if_text()) wipe(*text);
  }
}

// The body does not parse. If it does once what is no UTF-8 is replaced, the field that held it can be named.
BodyObjection objection_to_malformed(Duty duty, Bytes body) {
  BodyObjection found{"", kMalformed, "Send one JSON object of at most 8 kB."};
  if (body.size() > kBodyMax || is_utf8(body)) return found;
  std::string mended = with_replacements(body);
  auto value =
      parse_json(as_bytes(mended), {.bytes_max = 3 * kBodyMax, .depth_max = kLimits.depth_max, .nodes_max = kLimits.nodes_max});
  wipe(mended);
  if (!value) return found;
  for (const BodyField& field : kBodyFields) {
    const Value* member = field.duty == duty ? value->find(field.name) : nullptr;
    const std::string* text = member == nullptr ? nullptr : member->if_text();
    if (text != nullptr && text->find(kReplacement) != std::string::npos) found = objection(field, kEncoding);
  }
  wipe_texts(*value);
  return found;
}

bool is_span_of_quiet(const Value& body) {
  const Value* from = body.find("quiet_from");
  const Value* to = body.find("quiet_to");
  return from->is_null() ? to->is_null() : *from != *to && !to->is_null();
}

std::optional<BodyObjection> objection_to_fields(Duty duty, const Value& body, std::int64_t now_s) {
  for (const BodyField& field : kBodyFields) {
    if (field.duty != duty) continue;
    const Value* value = body.find(field.name);
    if (value == nullptr && field.optional) continue;
    const std::string_view wrong = value == nullptr ? kMissing : wrong_in(field, *value, now_s);
    if (!wrong.empty()) return objection(field, wrong);
  }
  for (const auto& [name, value] : *body.if_map()) {
    if (!is_field_of(duty, name))
      return BodyObjection{name.size() > kShownNameMax ? "" : name, kUnknown, "Send only the fields of the device's local API."};
  }
  if (duty == Duty::write_settings && !is_span_of_quiet(body))
    return BodyObjection{"quiet_to", kNoSpan, "Send quiet_from and quiet_to, two different times, or null for both."};
  return std::nullopt;
}

}  // namespace

std::optional<BodyObjection> objection_to_body(Duty duty, Bytes body, std::int64_t now_s) {
  auto value = parse_json(body, kLimits);
  if (!value) return objection_to_malformed(duty, body);
  if (value->if_map() == nullptr) return BodyObjection{"", kNoObject, "Send one JSON object of at most 8 kB."};
  auto found = objection_to_fields(duty, *value, now_s);
  wipe_texts(*value);
  return found;
}

}  // namespace cardea::gate
