// SPDX-License-Identifier: Apache-2.0
#include "device/steward/text.hpp"

namespace cardea::steward {
namespace {

struct Lead {
  std::size_t length = 0;  // 0: no lead byte
  std::uint32_t bits = 0;
  std::uint32_t smallest = 0;  // overlong forms are below it
};

Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80U) return {1, byte, 0};
  if ((byte & 0xe0U) == 0xc0U) return {2, byte & 0x1fU, 0x80};
  if ((byte & 0xf0U) == 0xe0U) return {3, byte & 0x0fU, 0x800};
  if ((byte & 0xf8U) == 0xf0U) return {4, byte & 0x07U, 0x10000};
  return {};
}

bool is_text(std::uint32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0)) return false;
  if (code_point >= 0xd800 && code_point < 0xe000) return false;
  if (code_point >= 0x202a && code_point <= 0x202e) return false;  // direction overrides
  if (code_point >= 0x2066 && code_point <= 0x2069) return false;
  return code_point <= 0x10ffff;
}

// Bytes of the printable character at the front; 0: there is none.
std::size_t character_at_front(Bytes text) {
  if (text.empty()) return 0;
  const Lead lead = lead_of(text[0]);
  if (lead.length == 0 || lead.length > text.size()) return 0;
  std::uint32_t code_point = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    if ((text[i] & 0xc0U) != 0x80U) return 0;
    code_point = code_point << 6U | (text[i] & 0x3fU);
  }
  return code_point >= lead.smallest && is_text(code_point) ? lead.length : 0;
}

}  // namespace

Result<std::size_t> count_characters(Bytes text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t size = character_at_front(text);
    if (size == 0) return Error{Err::bad_value, "the text is not UTF-8, or has control characters"};
    text = text.subspan(size);
    ++count;
  }
  return count;
}

std::string printable(std::string_view text, std::size_t bytes_max) {
  std::string out;
  Bytes left = as_bytes(text);
  while (!left.empty()) {
    const std::size_t size = character_at_front(left);
    const std::size_t taken = size == 0 ? 1 : size;
    if (out.size() + taken > bytes_max) break;
    out += size == 0 ? std::string_view("?") : as_text(left.first(size));
    left = left.subspan(taken);
  }
  return out;
}

}  // namespace cardea::steward
