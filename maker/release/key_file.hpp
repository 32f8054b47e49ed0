// SPDX-License-Identifier: Apache-2.0
// A signing key of a role as a file: the Ed25519 seed in hex, readable by its owner only.
#pragma once

#include <memory>
#include <string>

#include "lib/crypto/keys.hpp"

namespace cardea::release {

using KeyPointer = std::unique_ptr<crypto::Ed25519Key>;

Outcome<KeyPointer> make_key_file(const std::string& path);  // Err::exists: a key is never overwritten
Outcome<KeyPointer> read_key_file(const std::string& path);  // refuses a file that others may read

}  // namespace cardea::release
