// SPDX-License-Identifier: Apache-2.0
#include "device/steward/text.hpp"

#include "lib/codec/utf8.hpp"

namespace cardea::steward {

Result<std::size_t> count_characters(Bytes text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t size = printable_front(text);
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
    const std::size_t size = printable_front(left);
    const std::size_t taken = size == 0 ? 1 : size;
    if (out.size() + taken > bytes_max) break;
    out += size == 0 ? std::string_view("?") : as_text(left.first(size));
    left = left.subspan(taken);
  }
  return out;
}

}  // namespace cardea::steward
