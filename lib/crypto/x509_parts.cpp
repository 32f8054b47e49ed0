// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/x509_parts.hpp"

#include <openssl/pem.h>

#include <algorithm>

#include "lib/crypto/crypto.hpp"

namespace cardea::crypto {
namespace {

constexpr std::size_t kCommonNameMax = 64;
constexpr std::size_t kCertificateMax = 64U << 10;
constexpr std::size_t kPemMax = 256U << 10;  // a chain of certificates

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

Status set_common_name(X509_NAME* name, const std::string& common_name) {
  if (common_name.empty() || common_name.size() > kCommonNameMax) return Error{Err::bad_value, "a common name has 1 to 64 bytes"};
  if (has_control_character(common_name)) return Error{Err::bad_value, "a common name with a control character"};
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
  if (X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, static_cast<int>(common_name.size()), -1, 0) != 1) {
    return failed(Err::bad_value, "a common name that is not UTF-8");
  }
  return kOk;
}

Result<std::string> common_name_of(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at < 0) return std::string{};
  if (X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0) return Error{Err::bad_value, "a name with two common names"};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return failed(Err::bad_value, "a common name that is not text");
  std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  if (text.size() > 4 * kCommonNameMax || has_control_character(text))
    return Error{Err::bad_value, "a common name that is too long or not text"};
  return text;
}

PublicKey public_key_of(const X509_PUBKEY* key) {
  auto der = encode_der(key, i2d_X509_PUBKEY);
  return PublicKey{std::move(der).value_or({})};
}

Status set_ecdsa_sha256(X509_ALGOR* algorithm) {
  if (X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_ecdsa_with_SHA256), V_ASN1_UNDEF, nullptr) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot name the signature algorithm");
  }
  return kOk;
}

Status set_signature(ASN1_BIT_STRING* target, Bytes signature) {
  if (ASN1_STRING_set(target, signature.data(), static_cast<int>(signature.size())) != 1) {
    return failed(Err::exhausted, "OpenSSL cannot keep the signature");
  }
  target->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);  // whole bytes: without this OpenSSL would drop zero bits at the end
  target->flags |= ASN1_STRING_FLAG_BITS_LEFT;
  return kOk;
}

Result<Certificate> read_certificate_der(Bytes der) {
  if (der.size() > kCertificateMax) return Error{Err::too_large, "a certificate is longer than its bound"};
  const unsigned char* at = der.data();
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate) return failed(Err::bad_value, "not a certificate");
  if (at != der.data() + der.size()) return Error{Err::bad_value, "bytes follow the certificate"};
  TRY(const Buffer again, encode_der<const X509>(certificate.get(), i2d_X509));
  if (!equal(again, der)) return Error{Err::bad_value, "a certificate that is not in DER"};
  return certificate;
}

Result<Certificate> read_certificate_pem(const std::string& pem) {
  if (pem.size() > kPemMax) return Error{Err::too_large, "PEM text is longer than its bound"};
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // The empty callback refuses encrypted PEM, which OpenSSL would otherwise ask a terminal about.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  unsigned char* data = nullptr;
  long size = 0;
  if (!bio || PEM_bytes_read_bio(&data, &size, nullptr, PEM_STRING_X509, bio.get(), no_password, nullptr) != 1) {
    return failed(Err::bad_value, "no certificate in PEM");
  }
  auto certificate = read_certificate_der(Bytes(data, static_cast<std::size_t>(size)));
  OPENSSL_free(data);
  return certificate;
}

}  // namespace cardea::crypto
