// SPDX-License-Identifier: Apache-2.0
#include "device/updater/history.hpp"

#include "lib/codec/cbor.hpp"

namespace cardea::updater {

namespace {

constexpr std::size_t kTextMax = 2048;
constexpr std::size_t kDetailMax = 512;
constexpr std::size_t kFieldsMax = 8;

Result<std::string> short_text(const Value& map, std::string_view key) {
  TRY(std::string text, map.text(key));
  if (text.size() > kTextMax) return Error{Err::too_large, "a text of the update history is longer than its bound"};
  return text;
}

template <class E>
Result<E> one_of(const Value& map, std::string_view key) {
  TRY(const std::int64_t number, map.integer(key));
  if (number < 0 || number > static_cast<std::int64_t>(E::kLast))
    return Error{Err::bad_value, "an unknown word of the update history"};
  return static_cast<E>(number);
}

Result<contract::PastUpdate> past_of(const Value& map) {
  if (map.if_map() == nullptr || map.if_map()->size() != 5)
    return Error{Err::bad_value, "an entry of the update history has other members than it must"};
  contract::PastUpdate past;
  TRY(past.at_s, map.integer("at_s"));
  TRY(past.version, short_text(map, "version"));
  TRY(past.result, one_of<contract::UpdateResult>(map, "result"));
  TRY(past.why, one_of<contract::UpdateWhy>(map, "why"));
  TRY(past.detail, short_text(map, "detail"));
  return past;
}

// Files from before there was a past, and of devices that have none, lack it: present, it is not empty.
Status read_past(const Value& map, History& history) {
  if (map.find("past") == nullptr) return kOk;
  const Value::Array* rows = map.find("past")->if_array();
  if (rows == nullptr || rows->empty() || rows->size() > kPastMax)
    return Error{Err::bad_value, "the past of the update history is none"};
  for (const Value& row : *rows) {
    TRY(contract::PastUpdate past, past_of(row));
    history.past.push_back(std::move(past));
  }
  return kOk;
}

Status read_why(const Value& map, History& history) {
  if (map.find("last_why") == nullptr) return kOk;
  TRY(history.last_why, one_of<contract::UpdateWhy>(map, "last_why"));
  return history.last_why == contract::UpdateWhy::none ? Status(Error{Err::bad_value, "a reason of the update history is none"})
                                                       : kOk;
}

// At most `max` bytes, cut between characters.
std::string bounded(std::string text, std::size_t max = kTextMax) {
  if (text.size() <= max) return text;
  text.resize(max);
  while (!text.empty() && (static_cast<std::uint8_t>(text.back()) & 0xc0U) == 0x80U) text.pop_back();
  if (!text.empty() && static_cast<std::uint8_t>(text.back()) >= 0xc0U) text.pop_back();
  return text;
}

Value past_value(const contract::PastUpdate& past) {
  Value map;
  map.set("at_s", past.at_s).set("version", past.version).set("result", static_cast<std::int64_t>(past.result));
  map.set("why", static_cast<std::int64_t>(past.why)).set("detail", past.detail);
  return map;
}

}  // namespace

Result<History> parse_history(Bytes cbor) {
  TRY(const Value map, parse_cbor(cbor, {.bytes_max = kHistoryMax, .depth_max = 4, .nodes_max = 256}));
  const std::size_t more = (map.find("past") != nullptr ? 1U : 0U) + (map.find("last_why") != nullptr ? 1U : 0U);
  if (map.if_map() == nullptr || map.if_map()->size() != kFieldsMax - 2 + more)
    return Error{Err::bad_value, "the update history has other members than it must"};
  History history;
  TRY(history.last_check_s, map.integer("last_check_s"));
  TRY(history.last_result, one_of<contract::UpdateResult>(map, "last_result"));
  TRY(history.last_version, short_text(map, "last_version"));
  TRY(history.last_reason, short_text(map, "last_reason"));
  TRY(history.failed_version, short_text(map, "failed_version"));
  TRY(history.trying_version, short_text(map, "trying_version"));
  TRY_(read_why(map, history));
  TRY_(read_past(map, history));
  return history;
}

Buffer encode_history(const History& history) {
  Value map;
  map.set("last_check_s", history.last_check_s).set("last_result", static_cast<std::int64_t>(history.last_result));
  map.set("last_version", history.last_version).set("last_reason", bounded(history.last_reason));
  map.set("failed_version", history.failed_version).set("trying_version", history.trying_version);
  if (history.last_why != contract::UpdateWhy::none) map.set("last_why", static_cast<std::int64_t>(history.last_why));
  Value::Array past;
  for (const contract::PastUpdate& row : history.past) past.push_back(past_value(row));
  if (!past.empty()) map.set("past", std::move(past));
  return encode_cbor(map);
}

void History::add(contract::PastUpdate outcome) {
  const bool known = !past.empty() && past.front().version == outcome.version && past.front().result == outcome.result;
  if (known) return;
  outcome.version = bounded(std::move(outcome.version), kDetailMax);
  outcome.detail = bounded(std::move(outcome.detail), kDetailMax);
  past.push_front(std::move(outcome));
  if (past.size() > kPastMax) past.pop_back();
}

}  // namespace cardea::updater
