// SPDX-License-Identifier: Apache-2.0
// What a boot ROM and a boot loader do on a dirboard: choose a slot, verify its whole image against the root hash in the
// boot record, and lay out the running system. Nothing of an image is used before all of it has verified.
#pragma once

#include "device/boards/boot_choice.hpp"

namespace cardea::board {

struct Booted {
  Slot slot = Slot::a;
  std::string version;
  bool trial = false;
  bool fell_back = false;
  std::string failed_version;  // when fell_back
  std::string failure;
};

// Leaves DEVICE/run ready to start. A Problem: no slot can be started, or the folder cannot be written.
Outcome<Booted> boot(const std::string& device, std::optional<std::uint32_t> uid_base);

}  // namespace cardea::board
