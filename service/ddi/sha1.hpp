// SPDX-License-Identifier: Apache-2.0
// SHA-1 of an artifact, because clients of hawkBit's device interface look for the field and compare it. It protects nothing:
// what protects is the signature inside the artifact, which the client checks, and TLS. Nothing else in Cardea may use this.
#pragma once

#include <string>

#include "lib/base/result.hpp"

namespace cardea::service {

// Of a whole file, read in pieces; lower-case hex.
Result<std::string> sha1_hex_of_file(int fd);

}  // namespace cardea::service
