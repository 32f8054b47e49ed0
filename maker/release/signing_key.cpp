// SPDX-License-Identifier: Apache-2.0
#include "maker/release/signing_key.hpp"

#include "lib/crypto/crypto.hpp"
#include "lib/pkcs11/token.hpp"
#include "lib/tuf/key.hpp"

namespace cardea::release {

namespace {

constexpr std::string_view kScheme = "pkcs11:";
constexpr std::size_t kPlaceMax = 1024;

class FileKey final : public SigningKey {
 public:
  explicit FileKey(KeyPointer key) : key_(std::move(key)) {}
  Value public_object() const override { return tuf::ed25519_key_object(key_->public_key()); }
  Result<Buffer> sign(Bytes message) override {
    TRY(const auto signature, key_->sign(message));
    return to_buffer(signature);
  }

 private:
  KeyPointer key_;
};

class TokenKey final : public SigningKey {
 public:
  TokenKey(std::unique_ptr<pkcs11::Token> token, pkcs11::Object object, crypto::PublicKey public_key)
      : token_(std::move(token)),
        object_(object),
        public_(std::move(public_key)) {}
  Value public_object() const override { return tuf::ecdsa_key_object(public_.spki); }
  Result<Buffer> sign(Bytes message) override { return token_->sign(object_, crypto::sha256(message)); }

 private:
  std::unique_ptr<pkcs11::Token> token_;
  pkcs11::Object object_;
  crypto::PublicKey public_;
};

Problem about_token(const KeyPlace& place, const Error& why, std::string hint) {
  return Problem(why.code, "token " + place.token + ": " + Problem::describe(why), std::move(hint));
}

Outcome<std::unique_ptr<pkcs11::Token>> open_token(const KeyPlace& place, const AskPassphrase& ask) {
  TRY(const auto pin, ask("PIN of the token " + place.token));
  if (!pin)
    return Problem(Err::refused, "the token " + place.token + " wants its PIN", "--passphrase-file FILE with the PIN in it");
  auto token = pkcs11::Token::open({place.module, place.token}, *pin);
  if (!token) return about_token(place, token.error(), "check module-path, token and the PIN");
  return std::move(*token);
}

Outcome<SigningKeyPointer> key_in(std::unique_ptr<pkcs11::Token> token, const KeyPlace& place) {
  const auto object = token->signing_key(place.object);
  if (!object) return about_token(place, object.error(), "make it with cardea release key --key pkcs11:...");
  auto public_key = token->public_key(place.object);
  if (!public_key) return about_token(place, public_key.error(), "the public half must be in the token too");
  return SigningKeyPointer(std::make_unique<TokenKey>(std::move(token), *object, std::move(*public_key)));
}

Status read_field(KeyPlace& place, std::string_view field) {
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos) return Error{Err::bad_value, "a field of a pkcs11: address has no value"};
  const std::string_view name = field.substr(0, equals);
  std::string* const into = name == "token"         ? &place.token
                            : name == "object"      ? &place.object
                            : name == "module-path" ? &place.module
                                                    : nullptr;
  if (into == nullptr) return Error{Err::unsupported, "a pkcs11: address names token, object and module-path and nothing else"};
  *into = field.substr(equals + 1);
  return kOk;
}

}  // namespace

Result<KeyPlace> parse_key_place(std::string_view text) {
  if (text.empty() || text.size() > kPlaceMax) return Error{Err::bad_value, "no place of a key"};
  KeyPlace place;
  if (!text.starts_with(kScheme)) {
    place.file = text;
    return place;
  }
  text.remove_prefix(kScheme.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(";?&"), text.size());
    TRY_(read_field(place, text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (place.module.empty() || place.token.empty() || place.object.empty()) {
    return Error{Err::bad_value, "a pkcs11: address wants token, object and module-path"};
  }
  return place;
}

Outcome<SigningKeyPointer> open_signing_key(const std::string& where, const AskPassphrase& ask) {
  const auto place = parse_key_place(where);
  if (!place)
    return Problem(place.error().code, where + ": " + place.error().what, "pkcs11:token=T;object=O?module-path=P, or a file");
  if (place->in_token()) {
    TRY(auto token, open_token(*place, ask));
    return key_in(std::move(token), *place);
  }
  TRY(KeyPointer key, read_key_file(place->file, ask));
  return SigningKeyPointer(std::make_unique<FileKey>(std::move(key)));
}

Outcome<SigningKeyPointer> make_signing_key(const std::string& where, const AskPassphrase& ask) {
  const auto place = parse_key_place(where);
  if (!place)
    return Problem(place.error().code, where + ": " + place.error().what, "pkcs11:token=T;object=O?module-path=P, or a file");
  if (!place->in_token()) {
    TRY(KeyPointer key, make_key_file(place->file, ask));
    return SigningKeyPointer(std::make_unique<FileKey>(std::move(key)));
  }
  TRY(auto token, open_token(*place, ask));
  if (token->signing_key(place->object)) {
    return Problem(Err::exists, "the token " + place->token + " has a key " + place->object + " already",
                   "a signing key is never overwritten: choose another name");
  }
  if (const Status made = token->make_signing_key(place->object); !made)
    return about_token(*place, made.error(), "is the token writable?");
  return key_in(std::move(token), *place);
}

}  // namespace cardea::release
