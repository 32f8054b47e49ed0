// SPDX-License-Identifier: Apache-2.0
#include "lib/pkcs11/token.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>

#include "lib/base/log.hpp"
#include "lib/codec/reader.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::pkcs11 {
namespace {

constexpr std::size_t kAttributeMax = 1024;  // bytes; the longest that we read is an EC point of 67
constexpr CK_ULONG kObjectsMax = 64;
constexpr CK_ULONG kSlotsMax = 64;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::array<std::uint8_t, 10> kP256 = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};  // prime256v1

Result<CK_FUNCTION_LIST*> load_module(const std::string& path) {
  // Never unloaded: what a module registered with the C library for the end of the process must still be there then.
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    log::error(::dlerror());
    return Error{Err::unsupported, "the PKCS#11 module cannot be loaded"};
  }
  const auto get_list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* list = nullptr;
  if (get_list == nullptr || get_list(&list) != CKR_OK || list == nullptr) {
    return Error{Err::unsupported, "the file is no PKCS#11 module"};
  }
  return list;
}

bool is_gone(CK_RV code) {
  return code == CKR_DEVICE_ERROR || code == CKR_DEVICE_REMOVED || code == CKR_TOKEN_NOT_PRESENT ||
         code == CKR_SESSION_HANDLE_INVALID || code == CKR_SESSION_CLOSED || code == CKR_USER_NOT_LOGGED_IN;
}

Attributes key_template(CK_OBJECT_CLASS kind, std::string_view label) {
  Attributes attributes;
  attributes.number(CKA_CLASS, kind).text(CKA_LABEL, label).yes(CKA_TOKEN).yes(CKA_PRIVATE).yes(CKA_SENSITIVE);
  attributes.no(CKA_EXTRACTABLE).no(CKA_MODIFIABLE);
  return attributes;
}

CK_MECHANISM gcm(CK_GCM_PARAMS& parameters, Buffer& nonce, Buffer& context) {
  parameters = {};
  parameters.iv_ptr = nonce.data();
  parameters.iv_len = nonce.size();
  parameters.iv_bits = nonce.size() * 8;
  parameters.aad_ptr = context.data();
  parameters.aad_len = context.size();
  parameters.tag_bits = kTagSize * 8;
  return {CKM_AES_GCM, &parameters, sizeof(parameters)};
}

}  // namespace

Error Token::failed(CK_RV code, const char* what) const {
  char number[24];
  std::snprintf(number, sizeof(number), "0x%lx", code);
  log::warn(std::string(what) + ": the PKCS#11 module says " + number);
  return Error{is_gone(code) ? Err::unavailable : Err::io, what};
}

Result<std::unique_ptr<Token>> Token::open(const Door& door, const SecretBytes& pin) {
  TRY(CK_FUNCTION_LIST* const module, load_module(door.module));
  CK_C_INITIALIZE_ARGS one_thread{};
  one_thread.flags = CKF_LIBRARY_CANT_CREATE_OS_THREADS;  // the walls of a device's processes forbid new threads
  if (module->C_Initialize(&one_thread) != CKR_OK) return Error{Err::unavailable, "the PKCS#11 module does not start"};
  std::unique_ptr<Token> token(new Token(module));
  TRY_(token->find_slot(door.label));
  TRY_(token->log_in(pin));
  return token;
}

Token::~Token() {
  module_->C_Finalize(nullptr);  // closes the session, too
}

Status Token::find_slot(std::string_view label) {
  std::array<CK_SLOT_ID, kSlotsMax> slots{};
  CK_ULONG count = slots.size();
  if (const CK_RV rv = module_->C_GetSlotList(CK_TRUE, slots.data(), &count); rv != CKR_OK) {
    return failed(rv, "the PKCS#11 module lists no slots");
  }
  std::string wanted(label);
  wanted.resize(sizeof(CK_TOKEN_INFO::label), ' ');
  for (CK_ULONG i = 0; i < count; ++i) {
    CK_TOKEN_INFO token{};
    CK_SLOT_INFO slot{};
    if (module_->C_GetTokenInfo(slots[i], &token) != CKR_OK || module_->C_GetSlotInfo(slots[i], &slot) != CKR_OK) continue;
    if (!std::equal(wanted.begin(), wanted.end(), reinterpret_cast<const char*>(token.label))) continue;
    slot_ = slots[i];
    hardware_ = (slot.flags & CKF_HW_SLOT) != 0;
    return kOk;
  }
  return Error{Err::not_found, "no PKCS#11 token has this label"};
}

Status Token::log_in(const SecretBytes& pin) {
  const CK_FLAGS flags = CKF_SERIAL_SESSION | CKF_RW_SESSION;
  if (const CK_RV rv = module_->C_OpenSession(slot_, flags, nullptr, nullptr, &session_); rv != CKR_OK) {
    return failed(rv, "the token opens no session");
  }
  WipedBuffer raw(pin.expose_secret().begin(), pin.expose_secret().end());
  const CK_RV rv = module_->C_Login(session_, CKU_USER, raw.data(), raw.size());
  if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_LOCKED || rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_INVALID) {
    return Error{Err::refused, "the token refuses the PIN"};
  }
  return rv == CKR_OK ? Status(kOk) : failed(rv, "the token does not let us in");
}

Result<std::vector<Object>> Token::find(CK_OBJECT_CLASS kind, std::string_view label) {
  Attributes wanted;
  wanted.number(CKA_CLASS, kind).text(CKA_LABEL, label);
  if (const CK_RV rv = module_->C_FindObjectsInit(session_, wanted.data(), wanted.size()); rv != CKR_OK) {
    return failed(rv, "the token cannot be searched");
  }
  std::vector<Object> found(kObjectsMax);
  CK_ULONG count = 0;
  const CK_RV rv = module_->C_FindObjects(session_, found.data(), found.size(), &count);
  module_->C_FindObjectsFinal(session_);
  if (rv != CKR_OK || count > found.size()) return failed(rv, "the token cannot be searched");
  found.resize(count);
  return found;
}

Result<Buffer> Token::attribute(Object object, CK_ATTRIBUTE_TYPE type) {
  Buffer value(kAttributeMax);
  CK_ATTRIBUTE wanted{type, value.data(), value.size()};
  const CK_RV rv = module_->C_GetAttributeValue(session_, object, &wanted, 1);
  if (rv == CKR_ATTRIBUTE_SENSITIVE) return Error{Err::refused, "the token does not give this away"};
  if (rv != CKR_OK || wanted.ulValueLen > value.size()) return failed(rv, "the token does not tell an attribute");
  value.resize(wanted.ulValueLen);
  return value;
}

Status Token::destroy(Object object) {
  const CK_RV rv = module_->C_DestroyObject(session_, object);
  return rv == CKR_OK ? Status(kOk) : failed(rv, "the token does not destroy an object");
}

//= EN303645 5.4-4
Status Token::make_signing_key(std::string_view label) {
  Attributes open;
  open.number(CKA_CLASS, CKO_PUBLIC_KEY).text(CKA_LABEL, label).yes(CKA_TOKEN).no(CKA_PRIVATE).yes(CKA_VERIFY);
  open.bytes(CKA_EC_PARAMS, Buffer(kP256.begin(), kP256.end()));
  Attributes secret = key_template(CKO_PRIVATE_KEY, label);
  secret.yes(CKA_SIGN);
  CK_MECHANISM mechanism{CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  Object public_half = 0;
  Object private_half = 0;
  const CK_RV rv = module_->C_GenerateKeyPair(session_, &mechanism, open.data(), open.size(), secret.data(), secret.size(),
                                              &public_half, &private_half);
  return rv == CKR_OK ? Status(kOk) : failed(rv, "the token does not make a key");
}

//= EN303645 5.4-1
Result<Object> Token::signing_key(std::string_view label) {
  TRY(const std::vector<Object> found, find(CKO_PRIVATE_KEY, label));
  if (found.empty()) return Error{Err::not_found, "a key of this device is not in its token"};
  if (found.size() > 1) return Error{Err::broken, "the token holds two keys of one name"};
  for (const CK_ATTRIBUTE_TYPE type : {CKA_LOCAL, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE}) {
    TRY(const Buffer holds, attribute(found[0], type));
    if (holds != Buffer{CK_TRUE}) return Error{Err::refused, "a key of this device was not made inside its token"};
  }
  return found[0];
}

Result<crypto::PublicKey> Token::public_key(std::string_view label) {
  TRY(const std::vector<Object> found, find(CKO_PUBLIC_KEY, label));
  if (found.size() != 1) return Error{Err::broken, "the public half of a key is not in the token"};
  TRY(const Buffer point, attribute(found[0], CKA_EC_POINT));
  return parse_ec_point(point);
}

Result<Buffer> Token::sign(Object key, const crypto::Digest256& digest) {
  CK_MECHANISM mechanism{CKM_ECDSA, nullptr, 0};
  if (const CK_RV rv = module_->C_SignInit(session_, &mechanism, key); rv != CKR_OK) return failed(rv, "the token does not sign");
  crypto::Digest256 wire = digest;
  Buffer signature(kAttributeMax);
  CK_ULONG size = signature.size();
  const CK_RV rv = module_->C_Sign(session_, wire.data(), wire.size(), signature.data(), &size);
  if (rv != CKR_OK) return failed(rv, "the token does not sign");
  if (size != 64) return Error{Err::bad_value, "the token gives a signature of another size"};
  return crypto::ecdsa_der(Bytes(signature).first(32), Bytes(signature).subspan(32, 32));
}

Result<Object> Token::make_sealing_key(std::string_view label, const Buffer& id) {
  Attributes attributes = key_template(CKO_SECRET_KEY, label);
  attributes.number(CKA_KEY_TYPE, CKK_AES).number(CKA_VALUE_LEN, 32).yes(CKA_ENCRYPT).yes(CKA_DECRYPT).bytes(CKA_ID, id);
  CK_MECHANISM mechanism{CKM_AES_KEY_GEN, nullptr, 0};
  Object key = 0;
  const CK_RV rv = module_->C_GenerateKey(session_, &mechanism, attributes.data(), attributes.size(), &key);
  if (rv != CKR_OK) return failed(rv, "the token does not make a sealing key");
  return key;
}

Result<Buffer> Token::encrypt(Object key, Bytes context, const SecretBytes& plain) {
  Buffer nonce = crypto::random_buffer(kNonceSize);
  Buffer authenticated = to_buffer(context);
  CK_GCM_PARAMS parameters;
  CK_MECHANISM mechanism = gcm(parameters, nonce, authenticated);
  if (const CK_RV rv = module_->C_EncryptInit(session_, &mechanism, key); rv != CKR_OK) {
    return failed(rv, "the token does not seal");
  }
  WipedBuffer input(plain.expose_secret().begin(), plain.expose_secret().end());
  Buffer sealed(input.size() + kTagSize);
  CK_ULONG size = sealed.size();
  const CK_RV rv = module_->C_Encrypt(session_, input.data(), input.size(), sealed.data(), &size);
  if (rv != CKR_OK || size != sealed.size()) return failed(rv, "the token does not seal");
  nonce.insert(nonce.end(), sealed.begin(), sealed.end());
  return nonce;
}

Result<SecretBytes> Token::decrypt(Object key, Bytes context, Bytes sealed) {
  if (sealed.size() < kNonceSize + kTagSize) return Error{Err::truncated, "a sealed secret is too short"};
  Buffer nonce = to_buffer(sealed.first(kNonceSize));
  Buffer authenticated = to_buffer(context);
  CK_GCM_PARAMS parameters;
  CK_MECHANISM mechanism = gcm(parameters, nonce, authenticated);
  if (const CK_RV rv = module_->C_DecryptInit(session_, &mechanism, key); rv != CKR_OK) {
    return failed(rv, "the token does not unseal");
  }
  Buffer input = to_buffer(sealed.subspan(kNonceSize));
  WipedBuffer plain(input.size());
  CK_ULONG size = plain.size();
  const CK_RV rv = module_->C_Decrypt(session_, input.data(), input.size(), plain.data(), &size);
  if (is_gone(rv)) return failed(rv, "the token does not unseal");
  if (rv != CKR_OK || size != input.size() - kTagSize) return Error{Err::unauthentic, "a sealed secret was changed"};
  return SecretBytes(Bytes(plain).first(size));
}

Status Token::write_data(std::string_view label, const Buffer& value) {
  Attributes attributes;
  attributes.number(CKA_CLASS, CKO_DATA).text(CKA_LABEL, label).yes(CKA_TOKEN).yes(CKA_PRIVATE).no(CKA_MODIFIABLE);
  attributes.bytes(CKA_VALUE, value);
  Object made = 0;
  const CK_RV rv = module_->C_CreateObject(session_, attributes.data(), attributes.size(), &made);
  return rv == CKR_OK ? Status(kOk) : failed(rv, "the token does not keep a value");
}

Result<crypto::PublicKey> parse_ec_point(Bytes wire) {
  Reader reader(wire);
  if (wire.size() == 67) {  // OCTET STRING of 65 bytes
    TRY(const std::uint16_t head, reader.u16());
    if (head != 0x0441) return Error{Err::bad_value, "a token's public key is no point"};
  }
  TRY(const std::uint8_t form, reader.u8());
  if (form != 0x04) return Error{Err::bad_value, "a token's public key is no uncompressed point"};
  TRY(const Bytes x, reader.take(32));
  TRY(const Bytes y, reader.take(32));
  TRY_(reader.finish());
  return crypto::p256_public_key(x, y);
}

}  // namespace cardea::pkcs11
