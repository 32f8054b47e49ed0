// SPDX-License-Identifier: Apache-2.0
// The boot record of a device's folder (contracts/board-layout.md): written by the factory, the boot step and warden, read
// by updater too. Deterministic CBOR; what parses encodes back to the same bytes, and anything else is refused.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::board {

using Digest = std::array<std::uint8_t, 32>;  // SHA-256

// The values are those of the boot record.
enum class Slot : std::uint8_t { a, b };
constexpr Slot other(Slot slot) {
  return slot == Slot::a ? Slot::b : Slot::a;
}
constexpr const char* name_of(Slot slot) {
  return slot == Slot::a ? "a" : "b";
}

struct SlotRecord {
  std::string version;
  std::uint64_t size = 0;
  std::uint64_t epoch = 0;
  Digest image_sha256{};
  Digest root{};
};

// What the boot step decides from, and what it leaves for warden to read.
struct BootRecord {
  Slot good = Slot::a;        // confirmed; what we fall back to
  std::optional<Slot> trial;  // to be tried next, or being tried now
  std::uint32_t tries_left = 0;
  std::optional<SlotRecord> slot_a, slot_b;
  std::string last_failed_version;  // set by the boot step when it gave a trial up
  std::string last_failure;         // why; during a trial, why the latest try failed
};

Result<BootRecord> parse_boot_record(Bytes wire);
Buffer encode_boot_record(const BootRecord& record);

// The record of the device in this folder, and where a slot's image is in it.
Result<BootRecord> read_boot_record(const std::string& device);
Status write_boot_record(const std::string& device, const BootRecord& record);
std::string image_path(const std::string& device, Slot slot);

}  // namespace cardea::board
