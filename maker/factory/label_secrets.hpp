// SPDX-License-Identifier: Apache-2.0
// What only the label of a device knows: drawn from the operating system's generator, related to nothing that can be seen
// from outside (not to the serial number, not to an address, not to another device's).
#pragma once

#include "lib/base/secret.hpp"

namespace cardea::factory {

// Letters and digits that nobody confuses in print: no 0 o, no 1 i l.
inline constexpr std::string_view kPasswordAlphabet = "23456789abcdefghjkmnpqrstuvwxyz";
inline constexpr std::size_t kPasswordGroups = 5;
inline constexpr std::size_t kPasswordGroupSize = 4;  // 5 x 4 symbols of 31: 99 bits

// "k7mq-2xtf-9hwd-c4np-v8sa". The hyphens belong to it.
SecretBytes make_password();

// 128 bits as lower-case hex, for the pairing of accessories.
SecretBytes make_label_secret();

// One symbol from a stream of random bytes, each symbol equally likely; -1: this byte must be thrown away.
int symbol_for(std::uint8_t random_byte);

}  // namespace cardea::factory
