// SPDX-License-Identifier: Apache-2.0
// A signing key of a role as a file, readable by its owner only: the Ed25519 seed in hex, or sealed under a passphrase (argon2id,
// AES-256-GCM).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/crypto/keys.hpp"

namespace cardea::release {

using KeyPointer = std::unique_ptr<crypto::Ed25519Key>;

// Asks for the passphrase of `what`. nullopt: there is none.
using AskPassphrase = std::function<Outcome<std::optional<SecretBytes>>(const std::string& what)>;
Outcome<std::optional<SecretBytes>> no_passphrase(const std::string& what);

// Err::exists: a key is never overwritten.
Outcome<KeyPointer> make_key_file(const std::string& path, const AskPassphrase& ask = no_passphrase);
// Refuses a file that others may read. Asks only when the file is sealed.
Outcome<KeyPointer> read_key_file(const std::string& path, const AskPassphrase& ask = no_passphrase);

}  // namespace cardea::release
