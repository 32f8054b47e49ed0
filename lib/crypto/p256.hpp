// SPDX-License-Identifier: Apache-2.0
// Points of P-256. For lib/crypto's .cpp files only.
#pragma once

#include "lib/crypto/keys.hpp"
#include "lib/crypto/nettle.hpp"

namespace cardea::crypto {

// Err::bad_value for another form, and for what is no point of the curve.
Status load_point(const PublicKey& key, Point& point);
PublicKey public_key_at(const Point& point);

}  // namespace cardea::crypto
