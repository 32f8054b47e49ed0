// SPDX-License-Identifier: Apache-2.0
#include "device/updater/history.hpp"

#include "lib/codec/cbor.hpp"

namespace cardea::updater {

namespace {

constexpr std::size_t kTextMax = 2048;

Result<std::string> short_text(const Value& map, std::string_view key) {
  TRY(std::string text, map.text(key));
  if (text.size() > kTextMax) return Error{Err::too_large, "a text of the update history is longer than its bound"};
  return text;
}

// At most kTextMax bytes, cut between characters.
std::string bounded(std::string text) {
  if (text.size() <= kTextMax) return text;
  text.resize(kTextMax);
  while (!text.empty() && (static_cast<std::uint8_t>(text.back()) & 0xc0U) == 0x80U) text.pop_back();
  if (!text.empty() && static_cast<std::uint8_t>(text.back()) >= 0xc0U) text.pop_back();
  return text;
}

}  // namespace

Result<History> parse_history(Bytes cbor) {
  TRY(const Value map, parse_cbor(cbor, {.bytes_max = 16U << 10, .depth_max = 2, .nodes_max = 16}));
  if (map.if_map() == nullptr || map.if_map()->size() != 6)
    return Error{Err::bad_value, "the update history has other members than it must"};
  History history;
  TRY(history.last_check_s, map.integer("last_check_s"));
  TRY(const std::int64_t result, map.integer("last_result"));
  if (result < 0 || result > static_cast<std::int64_t>(contract::UpdateResult::kLast))
    return Error{Err::bad_value, "an unknown update result"};
  history.last_result = static_cast<contract::UpdateResult>(result);
  TRY(history.last_version, short_text(map, "last_version"));
  TRY(history.last_reason, short_text(map, "last_reason"));
  TRY(history.failed_version, short_text(map, "failed_version"));
  TRY(history.trying_version, short_text(map, "trying_version"));
  return history;
}

Buffer encode_history(const History& history) {
  Value map;
  map.set("last_check_s", history.last_check_s).set("last_result", static_cast<std::int64_t>(history.last_result));
  map.set("last_version", history.last_version).set("last_reason", bounded(history.last_reason));
  map.set("failed_version", history.failed_version).set("trying_version", history.trying_version);
  return encode_cbor(map);
}

}  // namespace cardea::updater
