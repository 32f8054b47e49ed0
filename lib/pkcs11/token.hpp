// SPDX-License-Identifier: Apache-2.0
// One token behind a PKCS#11 module (version 2.40), logged in, in the house's own terms: for vault on a device, and for a maker's
// release keys. The module is the maker's: it is loaded into the process that asks and trusted like that process itself, so its
// name must come from where nobody else writes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lib/base/secret.hpp"
#include "lib/crypto/keys.hpp"
#include "lib/pkcs11/attributes.hpp"

namespace cardea::pkcs11 {

using Object = CK_OBJECT_HANDLE;

class Token {
 public:
  struct Door {
    std::string module;
    std::string label;
  };
  // Err::unsupported when the module cannot be loaded, Err::not_found without such a token, Err::refused for a wrong PIN.
  static Result<std::unique_ptr<Token>> open(const Door& door, const SecretBytes& pin);
  ~Token();
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;

  // An ECDSA P-256 key pair that is made in the token; the private half never leaves it.
  Status make_signing_key(std::string_view label);
  // The private half. Err::not_found; Err::refused when it was not made in the token or could leave it.
  Result<Object> signing_key(std::string_view label);
  Result<crypto::PublicKey> public_key(std::string_view label);
  Result<Buffer> sign(Object key, const crypto::Digest256& digest);

  // An AES-256 key that is made in the token and never leaves it.
  Result<Object> make_sealing_key(std::string_view label, const Buffer& id);
  // AES-256-GCM inside the token: nonce in front, tag behind.
  Result<Buffer> encrypt(Object key, Bytes context, const SecretBytes& plain);
  Result<SecretBytes> decrypt(Object key, Bytes context, Bytes sealed);

  // A private data object that can be destroyed but not changed.
  Status write_data(std::string_view label, const Buffer& value);

  Result<std::vector<Object>> find(CK_OBJECT_CLASS kind, std::string_view label);
  Result<Buffer> attribute(Object object, CK_ATTRIBUTE_TYPE type);
  Status destroy(Object object);

  bool hardware() const { return hardware_; }  // what the module says of its slot

 private:
  explicit Token(CK_FUNCTION_LIST* module) : module_(module) {}
  Status find_slot(std::string_view label);
  Status log_in(const SecretBytes& pin);
  Error failed(CK_RV code, const char* what) const;

  CK_FUNCTION_LIST* module_;
  CK_SLOT_ID slot_ = 0;
  CK_SESSION_HANDLE session_ = 0;
  bool hardware_ = false;
};

// CKA_EC_POINT: an OCTET STRING with the uncompressed point, or, as some tokens give it, the point alone.
Result<crypto::PublicKey> parse_ec_point(Bytes wire);

}  // namespace cardea::pkcs11
