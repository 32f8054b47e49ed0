// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949 section 4.2): definite lengths, shortest heads, map keys are text
// and sorted by encoded bytes, no duplicates, no floats, no tags. Anything else is refused, so what decodes also
// encodes back to the same bytes.
#pragma once

#include "lib/codec/value.hpp"

namespace cardea {

Result<Value> parse_cbor(Bytes wire, const Limits& limits = {});
Buffer encode_cbor(const Value& value);

}  // namespace cardea
