// SPDX-License-Identifier: Apache-2.0
#include "contracts/board/boot_record.hpp"

#include <algorithm>

#include "lib/codec/cbor.hpp"
#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

constexpr Limits kRecordLimits{.bytes_max = 4096, .depth_max = 4, .nodes_max = 64};
constexpr std::size_t kMaxText = 300;
constexpr std::size_t kMaxFile = 4096;
constexpr std::int64_t kMaxTries = 16;

Result<Slot> slot_from(const std::string& name) {
  if (name == "a") return Slot::a;
  if (name == "b") return Slot::b;
  return Error{Err::bad_value, "a slot is neither a nor b"};
}

Result<std::string> short_text(const Value& map, std::string_view key) {
  TRY(std::string text, map.text(key));
  if (text.size() > kMaxText) return Error{Err::too_large, "a text of the boot record is too long"};
  return text;
}

Result<std::uint64_t> natural(const Value& map, std::string_view key) {
  TRY(const std::int64_t number, map.integer(key));
  if (number < 0) return Error{Err::bad_value, "a number of the boot record is negative"};
  return static_cast<std::uint64_t>(number);
}

Result<Digest> digest(const Value& map, std::string_view key) {
  TRY(const Buffer raw, map.bytes(key));
  Digest value{};
  if (raw.size() != value.size()) return Error{Err::bad_value, "a digest of the boot record is not 32 bytes"};
  std::copy(raw.begin(), raw.end(), value.begin());
  return value;
}

Result<std::optional<SlotRecord>> slot_record(const Value& record, std::string_view key) {
  const Value* map = record.find(key);
  if (map == nullptr) return std::optional<SlotRecord>{};
  SlotRecord slot;
  TRY(slot.version, short_text(*map, "version"));
  TRY(slot.size, natural(*map, "size"));
  TRY(slot.epoch, natural(*map, "epoch"));
  TRY(slot.image_sha256, digest(*map, "image_sha256"));
  TRY(slot.root, digest(*map, "root"));
  return std::optional<SlotRecord>{slot};
}

Value value_of(const SlotRecord& slot) {
  Value map;
  map.set("version", slot.version);
  map.set("size", static_cast<std::int64_t>(slot.size));
  map.set("epoch", static_cast<std::int64_t>(slot.epoch));
  map.set("image_sha256", to_buffer(slot.image_sha256));
  map.set("root", to_buffer(slot.root));
  return map;
}

}  // namespace

Result<BootRecord> parse_boot_record(Bytes wire) {
  TRY(const Value map, parse_cbor(wire, kRecordLimits));
  BootRecord record;
  TRY(const std::string good, map.text("good"));
  TRY(record.good, slot_from(good));
  if (map.find("trial") != nullptr) {
    TRY(const std::string trial, map.text("trial"));
    TRY(record.trial, slot_from(trial));
  }
  TRY(const std::int64_t tries, map.integer("tries_left"));
  if (tries < 0 || tries > kMaxTries) return Error{Err::bad_value, "the tries of the boot record are out of range"};
  record.tries_left = static_cast<std::uint32_t>(tries);
  TRY(record.slot_a, slot_record(map, "slot_a"));
  TRY(record.slot_b, slot_record(map, "slot_b"));
  TRY(record.last_failed_version, short_text(map, "last_failed_version"));
  TRY(record.last_failure, short_text(map, "last_failure"));
  // A member that we do not know would be lost at the next write: refuse what we would not give back.
  if (encode_boot_record(record) != to_buffer(wire)) return Error{Err::bad_value, "the boot record holds unknown members"};
  return record;
}

Buffer encode_boot_record(const BootRecord& record) {
  Value map;
  map.set("good", name_of(record.good));
  if (record.trial) map.set("trial", name_of(*record.trial));
  map.set("tries_left", static_cast<std::int64_t>(record.tries_left));
  if (record.slot_a) map.set("slot_a", value_of(*record.slot_a));
  if (record.slot_b) map.set("slot_b", value_of(*record.slot_b));
  map.set("last_failed_version", record.last_failed_version.substr(0, kMaxText));
  map.set("last_failure", record.last_failure.substr(0, kMaxText));
  return encode_cbor(map);
}

Result<BootRecord> read_boot_record(const std::string& device) {
  TRY(const Buffer wire, store::read_file(device + "/boot/record", kMaxFile));
  return parse_boot_record(wire);
}

Status write_boot_record(const std::string& device, const BootRecord& record) {
  return store::write_file(device + "/boot/record", encode_boot_record(record), 0644);
}

std::string image_path(const std::string& device, Slot slot) {
  return device + "/slots/" + name_of(slot) + "/image";
}

}  // namespace cardea::board
