// SPDX-License-Identifier: Apache-2.0
// Points of P-256 and the one form that a public key has. For lib/crypto's .cpp files only.
#pragma once

#include "lib/crypto/keys.hpp"
#include "lib/crypto/nettle.hpp"

namespace cardea::crypto {

bool has_p256_form(Bytes spki);
// Err::bad_value for another form, and for what is no point of the curve.
Status load_point(const PublicKey& key, Point& point);
PublicKey public_key_at(const Point& point);

}  // namespace cardea::crypto
