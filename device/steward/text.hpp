// SPDX-License-Identifier: Apache-2.0
// Text that people typed: is it UTF-8, how many characters, does it hide control characters.
#pragma once

#include "lib/base/bytes.hpp"

namespace cardea::steward {

// The number of code points. Err::bad_value: not UTF-8 (RFC 3629), or a control character is in it.
Result<std::size_t> count_characters(Bytes text);

// For the event log: everything that is not printable becomes '?', and the length is bounded.
std::string printable(std::string_view text, std::size_t bytes_max);

}  // namespace cardea::steward
