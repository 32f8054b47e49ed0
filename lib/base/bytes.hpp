// SPDX-License-Identifier: Apache-2.0
// Views and buffers of bytes, and the two textual forms of them that people read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"

namespace cardea {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Buffer to_buffer(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

bool equal(Bytes a, Bytes b);  // not constant time: for public values only

std::string to_hex(Bytes bytes);                      // lower case
Result<Buffer> from_hex(std::string_view text);       // either case, even length
std::string to_base64(Bytes bytes);                   // RFC 4648 section 4, padded
std::string to_base64url(Bytes bytes);                // RFC 4648 section 5, unpadded
Result<Buffer> from_base64(std::string_view text);    // section 4, strict padding
Result<Buffer> from_base64url(std::string_view text); // section 5, no padding

}  // namespace cardea
