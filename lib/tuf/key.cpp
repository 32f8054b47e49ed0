// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/key.hpp"

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::tuf {

namespace {

constexpr std::string_view kPemStart = "-----BEGIN PUBLIC KEY-----\n";
constexpr std::string_view kPemEnd = "-----END PUBLIC KEY-----";
constexpr std::size_t kPemMax = 1024;

// RFC 7468: one block of base64 between the two labels.
Result<Buffer> public_key_from_pem(std::string_view pem) {
  if (pem.size() > kPemMax) return Error{Err::too_large, "a public key is longer than its bound"};
  if (!pem.starts_with(kPemStart)) return Error{Err::bad_value, "a public key is not in PEM form"};
  pem.remove_prefix(kPemStart.size());
  const std::size_t end = pem.find(kPemEnd);
  if (end == std::string_view::npos) return Error{Err::bad_value, "a public key in PEM form has no end"};
  const std::string_view after = pem.substr(end + kPemEnd.size());
  if (!after.empty() && after != "\n") return Error{Err::bad_value, "bytes follow a public key"};
  std::string base64;
  for (const char c : pem.substr(0, end)) {
    if (c != '\n') base64.push_back(c);
  }
  return from_base64(base64);
}

Result<Key> parse_ed25519(std::string_view hex) {
  TRY(Buffer raw, from_hex(hex));
  if (raw.size() != 32) return Error{Err::bad_value, "an Ed25519 key has another size"};
  return Key{KeyKind::ed25519, std::move(raw)};
}

Result<Key> parse_spki(KeyKind kind, std::string_view pem) {
  TRY(Buffer spki, public_key_from_pem(pem));
  return Key{kind, std::move(spki)};
}

std::string pem_of(Bytes spki) {
  constexpr std::size_t kLine = 64;
  const std::string base64 = to_base64(spki);
  std::string pem(kPemStart);
  for (std::size_t at = 0; at < base64.size(); at += kLine) pem += base64.substr(at, kLine) + "\n";
  return pem.append(kPemEnd).append("\n");
}

}  // namespace

Result<Key> parse_key(const Value& object) {
  TRY(const std::string type, object.text("keytype"));
  TRY(const std::string scheme, object.text("scheme"));
  const Value* keyval = object.find("keyval");
  if (keyval == nullptr || keyval->if_map() == nullptr) return Error{Err::bad_value, "a key has no value"};
  if (type == "ed25519" && scheme == "ed25519") {
    TRY(const std::string hex, keyval->text("public"));
    return parse_ed25519(hex);
  }
  if ((type == "ecdsa" || type == "ecdsa-sha2-nistp256") && scheme == "ecdsa-sha2-nistp256") {
    TRY(const std::string pem, keyval->text("public"));
    return parse_spki(KeyKind::ecdsa_p256, pem);
  }
  if (type == "rsa" && scheme == "rsassa-pss-sha256") {
    TRY(const std::string pem, keyval->text("public"));
    return parse_spki(KeyKind::rsa_pss, pem);
  }
  return Key{};
}

std::string keyid_of(const Value& object) {
  return to_hex(crypto::sha256(as_bytes(canonical_json(object))));
}

Value ed25519_key_object(Bytes public_key32) {
  Value keyval;
  keyval.set("public", to_hex(public_key32));
  Value object;
  object.set("keytype", "ed25519").set("scheme", "ed25519").set("keyval", std::move(keyval));
  return object;
}

Value ecdsa_key_object(Bytes spki) {
  Value keyval;
  keyval.set("public", pem_of(spki));
  Value object;
  object.set("keytype", "ecdsa").set("scheme", "ecdsa-sha2-nistp256").set("keyval", std::move(keyval));
  return object;
}

Status verify_signature(const Key& key, Bytes message, Bytes signature) {
  switch (key.kind) {
    case KeyKind::ed25519: return crypto::verify_ed25519(key.material, message, signature);
    case KeyKind::ecdsa_p256: return crypto::verify_ecdsa_p256({key.material}, crypto::sha256(message), signature);
    case KeyKind::rsa_pss: return crypto::verify_rsa_pss_sha256({key.material}, crypto::sha256(message), signature);
    case KeyKind::unknown: break;
  }
  return Error{Err::unsupported, "a signature of an unknown kind"};
}

}  // namespace cardea::tuf
