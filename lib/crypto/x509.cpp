// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/x509.hpp"

#include <ctime>

#include "lib/crypto/crypto.hpp"
#include "lib/crypto/x509_parts.hpp"

namespace cardea::crypto {
namespace {

using Store = std::unique_ptr<X509_STORE, Release<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Release<X509_STORE_CTX_free>>;

Result<std::int64_t> seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return failed(Err::bad_value, "a certificate whose time cannot be read");
  return static_cast<std::int64_t>(timegm(&parts));
}

std::string serial_of(const X509* certificate) {
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
  return to_hex(Bytes(ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))));
}

Result<CertificateInfo> info_of(X509* certificate) {
  CertificateInfo info;
  TRY(info.subject_common_name, common_name_of(X509_get_subject_name(certificate)));
  TRY(info.issuer_common_name, common_name_of(X509_get_issuer_name(certificate)));
  TRY(info.not_before_s, seconds_of(X509_get0_notBefore(certificate)));
  TRY(info.not_after_s, seconds_of(X509_get0_notAfter(certificate)));
  info.serial_hex = serial_of(certificate);
  info.spki_sha256_hex = spki_sha256_hex(public_key_of(X509_get_X509_PUBKEY(certificate)));
  return info;
}

// One link, no more: there is nothing between the certificate and the authority, its only anchor, to build a longer chain from.
StoreContext prepare(X509_STORE* store, X509* certificate, X509* authority, std::int64_t now_s) {
  StoreContext context(X509_STORE_CTX_new());
  if (!context || X509_STORE_add_cert(store, authority) != 1 ||
      X509_STORE_CTX_init(context.get(), store, certificate, nullptr) != 1)
    return nullptr;
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, now_s);
  X509_VERIFY_PARAM_set_auth_level(parameters, 2);  // 112 bits and above
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN);
  return context;
}

Error refusal_of(int verify_error) {
  switch (verify_error) {
    case X509_V_ERR_CERT_NOT_YET_VALID: return failed(Err::expired, "a certificate whose time has not begun");
    case X509_V_ERR_CERT_HAS_EXPIRED: return failed(Err::expired, "a certificate whose time is over");
    default: return failed(Err::unauthentic, "a certificate that this authority did not issue");
  }
}

}  // namespace

Result<CertificateInfo> certificate_info_pem(const std::string& pem) {
  TRY(const Certificate certificate, read_certificate_pem(pem));
  return info_of(certificate.get());
}

Result<CertificateInfo> parse_certificate_der(Bytes der) {
  TRY(const Certificate certificate, read_certificate_der(der));
  return info_of(certificate.get());
}

Result<Buffer> pem_to_der(const std::string& pem) {
  TRY(const Certificate certificate, read_certificate_pem(pem));
  return encode_der<const X509>(certificate.get(), i2d_X509);
}

Result<PublicKey> certificate_public_key(const std::string& pem) {
  TRY(const Certificate certificate, read_certificate_pem(pem));
  return public_key_of(X509_get_X509_PUBKEY(certificate.get()));
}

std::string spki_sha256_hex(const PublicKey& key) {
  return to_hex(sha256(key.spki));
}

Status verify_issued(const std::string& pem, const std::string& ca_pem, std::int64_t now_s) {
  TRY(const Certificate certificate, read_certificate_pem(pem));
  TRY(const Certificate authority, read_certificate_pem(ca_pem));
  if (X509_get_signature_nid(certificate.get()) != NID_ecdsa_with_SHA256) {
    return Error{Err::unauthentic, "a certificate that is not signed with ECDSA and SHA-256"};
  }
  const Store store(X509_STORE_new());
  const StoreContext context = store ? prepare(store.get(), certificate.get(), authority.get(), now_s) : nullptr;
  if (!context) return failed(Err::exhausted, "OpenSSL has no memory to verify a certificate");
  if (X509_verify_cert(context.get()) != 1) return refusal_of(X509_STORE_CTX_get_error(context.get()));
  return kOk;
}

}  // namespace cardea::crypto
