// SPDX-License-Identifier: Apache-2.0
// Base32 (RFC 4648 section 6), upper case and without padding: text that people may have to type.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"

namespace cardea {

std::string to_base32(Bytes bytes);

}  // namespace cardea
