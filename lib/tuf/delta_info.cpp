// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/delta_info.hpp"

#include <algorithm>

namespace cardea::tuf {

namespace {

constexpr std::size_t kNameMax = 64;
constexpr std::int64_t kHeadMax = 1 << 20;

Status read_digest(const Value& map, std::string_view key, crypto::Digest256& digest) {
  TRY(const std::string hex, map.text(key));
  TRY(const Buffer raw, from_hex(hex));
  if (raw.size() != digest.size()) return Error{Err::bad_value, "a hash of the delta has another size"};
  std::copy(raw.begin(), raw.end(), digest.begin());
  return kOk;
}

}  // namespace

Result<DeltaInfo> parse_delta_info(const Value& custom) {
  const Value* map = custom.find("cardea_delta");
  if (map == nullptr) return Error{Err::not_found, "the target is no delta"};
  DeltaInfo info;
  TRY(info.model, map->text("model"));
  if (info.model.empty() || info.model.size() > kNameMax) return Error{Err::bad_value, "the delta names no model"};
  if (map->find("from") != nullptr) TRY_(read_digest(*map, "from", info.from.emplace()));
  TRY_(read_digest(*map, "to", info.to));
  TRY(const std::int64_t head_size, map->integer("head_size"));
  if (head_size < 1 || head_size > kHeadMax) return Error{Err::bad_value, "the size of the delta's head is out of range"};
  info.head_size = static_cast<std::uint32_t>(head_size);
  TRY_(read_digest(*map, "head_sha256", info.head_sha256));
  return info;
}

Value encode_delta_info(const DeltaInfo& info) {
  Value map;
  map.set("model", info.model).set("to", to_hex(info.to));
  if (info.from) map.set("from", to_hex(*info.from));
  map.set("head_size", std::int64_t{info.head_size}).set("head_sha256", to_hex(info.head_sha256));
  Value custom;
  custom.set("cardea_delta", std::move(map));
  return custom;
}

}  // namespace cardea::tuf
