// SPDX-License-Identifier: Apache-2.0
// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include "lib/base/bytes.hpp"

namespace cardea {

// How many bytes the character at the front takes; 0 when the front is not well-formed (or there is none).
std::size_t utf8_front(Bytes text);

bool is_utf8(Bytes text);

// The same, of a character that can be shown as it is: 0 also for a control character (C0, DEL, C1) and for what turns the direction
// of the text around it (U+202A..U+202E, U+2066..U+2069).
std::size_t printable_front(Bytes text);

}  // namespace cardea
