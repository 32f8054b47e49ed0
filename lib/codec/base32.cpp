// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/base32.hpp"

namespace cardea {

std::string to_base32(Bytes bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = held << 8 | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += kAlphabet[held >> (bits - 5) & 31U];
    held &= (1U << bits) - 1;
  }
  if (bits > 0) text += kAlphabet[held << (5 - bits) & 31U];
  return text;
}

}  // namespace cardea
