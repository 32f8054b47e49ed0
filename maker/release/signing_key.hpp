// SPDX-License-Identifier: Apache-2.0
// A key that signs metadata: in a file, or in a PKCS#11 token that it never leaves.
#pragma once

#include <functional>

#include "lib/codec/value.hpp"
#include "maker/release/key_file.hpp"

namespace cardea::release {

class SigningKey {
 public:
  virtual ~SigningKey() = default;
  virtual Value public_object() const = 0;  // as metadata names it
  virtual Result<Buffer> sign(Bytes message) = 0;
};
using SigningKeyPointer = std::unique_ptr<SigningKey>;

// Where a key is: a file's path, or pkcs11:token=LABEL;object=LABEL?module-path=PATH (RFC 7512, as far as we need it).
struct KeyPlace {
  std::string file;                   // empty: a token
  std::string module, token, object;  // empty: a file
  bool in_token() const { return file.empty(); }
};
Result<KeyPlace> parse_key_place(std::string_view text);

Outcome<SigningKeyPointer> open_signing_key(const std::string& place, const AskPassphrase& ask);
// Ed25519 in a file (with a passphrase when `ask` gives one), ECDSA P-256 in a token. Never overwrites.
Outcome<SigningKeyPointer> make_signing_key(const std::string& place, const AskPassphrase& ask);

}  // namespace cardea::release
