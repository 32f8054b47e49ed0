// SPDX-License-Identifier: Apache-2.0
// JSON (RFC 8259), bounded and strict: UTF-8 only, no duplicate keys, whole numbers of 64 bits
// only, nothing after the value. The grammar is nlohmann-json's; the bounds are ours. What foreign programs
// write has fractions in it: whoever reads that may take them as the text that stood there.
#pragma once

#include "lib/codec/value.hpp"

namespace cardea {

enum class Fractions : std::uint8_t { refused, as_text };  // and exponents, and whole numbers above 64 bits

Result<Value> parse_json(Bytes text, const Limits& limits = {}, Fractions fractions = Fractions::refused);

// A byte string prints as base64url text (RFC 8949 section 6.1); it comes back as text.
std::string print_json(const Value& value);         // compact, keys sorted
std::string print_json_pretty(const Value& value);  // two spaces, keys sorted, newline at the end

// The form that TUF signs (OLPC canonical JSON): keys sorted, only `"` and `\` escaped, so text with
// control characters in it does not parse again as JSON. To be hashed and signed, not to be sent.
std::string canonical_json(const Value& value);

}  // namespace cardea
