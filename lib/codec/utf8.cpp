// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/utf8.hpp"

#include <array>

namespace cardea {
namespace {

// RFC 3629 section 4: for each range of first bytes, how long the character is and what the second byte may be.
struct Row {
  std::uint8_t first_min, first_max, size, second_min, second_max;
};
constexpr std::array kRows{
    Row{0xc2, 0xdf, 2, 0x80, 0xbf}, Row{0xe0, 0xe0, 3, 0xa0, 0xbf}, Row{0xe1, 0xec, 3, 0x80, 0xbf},
    Row{0xed, 0xed, 3, 0x80, 0x9f}, Row{0xee, 0xef, 3, 0x80, 0xbf}, Row{0xf0, 0xf0, 4, 0x90, 0xbf},
    Row{0xf1, 0xf3, 4, 0x80, 0xbf}, Row{0xf4, 0xf4, 4, 0x80, 0x8f},
};

bool fits(const Row& row, Bytes text) {
  if (text[0] < row.first_min || text[0] > row.first_max || text.size() < row.size) return false;
  if (text[1] < row.second_min || text[1] > row.second_max) return false;
  for (std::size_t i = 2; i < row.size; ++i) {
    if ((text[i] & 0xc0U) != 0x80U) return false;
  }
  return true;
}

bool is_control(Bytes character) {
  if (character.size() == 1) return character[0] < 0x20 || character[0] == 0x7f;
  return character.size() == 2 && character[0] == 0xc2 && character[1] < 0xa0;
}

bool turns_direction(Bytes character) {
  if (character.size() != 3 || character[0] != 0xe2) return false;
  return (character[1] == 0x80 && character[2] >= 0xaa && character[2] <= 0xae) ||
         (character[1] == 0x81 && character[2] >= 0xa6 && character[2] <= 0xa9);
}

}  // namespace

std::size_t utf8_front(Bytes text) {
  if (text.empty()) return 0;
  if (text[0] < 0x80) return 1;
  for (const Row& row : kRows) {
    if (fits(row, text)) return row.size;
  }
  return 0;
}

bool is_utf8(Bytes text) {
  while (!text.empty()) {
    const std::size_t size = utf8_front(text);
    if (size == 0) return false;
    text = text.subspan(size);
  }
  return true;
}

std::size_t printable_front(Bytes text) {
  const std::size_t size = utf8_front(text);
  const Bytes character = text.first(size);
  return is_control(character) || turns_direction(character) ? 0 : size;
}

}  // namespace cardea
