// SPDX-License-Identifier: Apache-2.0
// Issuing certificates: what our authorities put into them, and nothing that a requester chose besides key and name.
#include <openssl/pem.h>

#include <algorithm>

#include "lib/crypto/crypto.hpp"
#include "lib/crypto/x509_parts.hpp"

namespace cardea::crypto {
namespace {

constexpr std::int64_t kTimeMax =
    253402300799;                        // 9999-12-31T23:59:59Z, the last that a certificate can say (RFC 5280 section 4.1.2.5)
constexpr std::size_t kSerialSize = 18;  // of at most 20 (RFC 5280 section 4.1.2.2); 142 of the bits are random

using BasicConstraints = std::unique_ptr<BASIC_CONSTRAINTS, Release<BASIC_CONSTRAINTS_free>>;
using BitString = std::unique_ptr<ASN1_BIT_STRING, Release<ASN1_BIT_STRING_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, Release<ASN1_OCTET_STRING_free>>;
using ExtendedKeyUsage = std::unique_ptr<EXTENDED_KEY_USAGE, Release<EXTENDED_KEY_USAGE_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Release<GENERAL_NAMES_free>>;
using GeneralName = std::unique_ptr<GENERAL_NAME, Release<GENERAL_NAME_free>>;
using AuthorityKeyId = std::unique_ptr<AUTHORITY_KEYID, Release<AUTHORITY_KEYID_free>>;

enum class Critical : int { no = 0, yes = 1 };

// Who signs: the name and key identifier that go into the certificate. Without a certificate: the subject itself.
struct Issuer {
  Signer& key;
  X509* certificate = nullptr;
};

Error no_memory() {
  return failed(Err::exhausted, "OpenSSL has no memory for a certificate");
}

Status add(X509* certificate, int nid, void* value, Critical critical) {
  if (X509_add1_ext_i2d(certificate, nid, value, static_cast<int>(critical), X509V3_ADD_APPEND) != 1) {
    return failed(Err::bad_value, "OpenSSL cannot add an extension");
  }
  return kOk;
}

Status set_serial(X509* certificate) {
  Buffer raw = random_buffer(kSerialSize);
  raw[0] = static_cast<std::uint8_t>((raw[0] & 0x3f) | 0x40);  // positive, and always of the same length
  const std::unique_ptr<BIGNUM, Release<BN_free>> number(BN_bin2bn(raw.data(), static_cast<int>(raw.size()), nullptr));
  if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) return no_memory();
  return kOk;
}

Status set_times(X509* certificate, const CertificateTerms& terms) {
  if (terms.not_before_s < 0 || terms.not_after_s > kTimeMax || terms.not_after_s <= terms.not_before_s) {
    return Error{Err::bad_value, "a certificate that ends before it begins, or outside the calendar"};
  }
  if (ASN1_TIME_set(X509_getm_notBefore(certificate), terms.not_before_s) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate), terms.not_after_s) == nullptr) {
    return no_memory();
  }
  return kOk;
}

Status add_basic_constraints(X509* certificate, bool is_ca, bool is_root) {
  const BasicConstraints constraints(BASIC_CONSTRAINTS_new());
  if (!constraints) return no_memory();
  constraints->ca = is_ca ? 0xff : 0;
  if (is_ca && !is_root) {  // an authority below the root issues leaves only
    constraints->pathlen = ASN1_INTEGER_new();
    if (constraints->pathlen == nullptr || ASN1_INTEGER_set(constraints->pathlen, 0) != 1) return no_memory();
  }
  return add(certificate, NID_basic_constraints, constraints.get(), Critical::yes);
}

Status add_key_usage(X509* certificate, bool is_ca) {
  constexpr int kDigitalSignature = 0;  // bit numbers of RFC 5280 section 4.2.1.3
  constexpr int kKeyCertSign = 5;
  constexpr int kCrlSign = 6;
  const BitString usage(ASN1_BIT_STRING_new());
  if (!usage) return no_memory();
  const bool set =
      is_ca ? ASN1_BIT_STRING_set_bit(usage.get(), kKeyCertSign, 1) == 1 && ASN1_BIT_STRING_set_bit(usage.get(), kCrlSign, 1) == 1
            : ASN1_BIT_STRING_set_bit(usage.get(), kDigitalSignature, 1) == 1;
  if (!set) return no_memory();
  return add(certificate, NID_key_usage, usage.get(), Critical::yes);
}

Status add_extended_key_usage(X509* certificate, const CertificateTerms& terms) {
  if (!terms.server_auth && !terms.client_auth) return kOk;
  const ExtendedKeyUsage purposes(sk_ASN1_OBJECT_new_null());
  if (!purposes) return no_memory();
  if (terms.server_auth && sk_ASN1_OBJECT_push(purposes.get(), OBJ_nid2obj(NID_server_auth)) <= 0) return no_memory();
  if (terms.client_auth && sk_ASN1_OBJECT_push(purposes.get(), OBJ_nid2obj(NID_client_auth)) <= 0) return no_memory();
  return add(certificate, NID_ext_key_usage, purposes.get(), Critical::no);
}

bool is_dns_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= 253 && name.front() != '.' && name.back() != '.' &&
         name.find("..") == std::string_view::npos && std::all_of(name.begin(), name.end(), allowed);
}

Status push(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
  GeneralName name(GENERAL_NAME_new());
  if (!name || value == nullptr) {
    ASN1_STRING_free(value);
    return no_memory();
  }
  GENERAL_NAME_set0_value(name.get(), type, value);
  if (sk_GENERAL_NAME_push(names, name.get()) <= 0) return no_memory();
  (void)name.release();
  return kOk;
}

Status add_alternative_names(X509* certificate, const CertificateTerms& terms) {
  if (terms.dns_names.empty() && terms.ip_addresses.empty()) return kOk;
  const GeneralNames names(sk_GENERAL_NAME_new_null());
  if (!names) return no_memory();
  for (const std::string& dns : terms.dns_names) {
    if (!is_dns_name(dns)) return Error{Err::bad_value, "not a DNS name for a certificate"};
    ASN1_IA5STRING* value = ASN1_IA5STRING_new();
    if (value != nullptr && ASN1_STRING_set(value, dns.data(), static_cast<int>(dns.size())) != 1) {
      ASN1_STRING_free(value);
      return no_memory();
    }
    TRY_(push(names.get(), GEN_DNS, value));
  }
  for (const std::string& address : terms.ip_addresses) {
    ASN1_OCTET_STRING* value = a2i_IPADDRESS(address.c_str());
    if (value == nullptr) return failed(Err::bad_value, "not an IP address for a certificate");
    TRY_(push(names.get(), GEN_IPADD, value));
  }
  return add(certificate, NID_subject_alt_name, names.get(), Critical::no);
}

// The first 160 bits of SHA-256 over the key's bits (RFC 7093 section 2): RFC 5280's own way needs SHA-1.
Status add_key_ids(X509* certificate, const X509* issuer) {
  const ASN1_BIT_STRING* key_bits = X509_get0_pubkey_bitstr(certificate);
  const Digest256 digest = sha256(Bytes(key_bits->data, static_cast<std::size_t>(key_bits->length)));
  const OctetString id(ASN1_OCTET_STRING_new());
  if (!id || ASN1_OCTET_STRING_set(id.get(), digest.data(), 20) != 1) return no_memory();
  TRY_(add(certificate, NID_subject_key_identifier, id.get(), Critical::no));
  const ASN1_OCTET_STRING* issuer_id = issuer != nullptr ? X509_get0_subject_key_id(const_cast<X509*>(issuer)) : id.get();
  if (issuer_id == nullptr) return kOk;
  const AuthorityKeyId authority(AUTHORITY_KEYID_new());
  if (!authority) return no_memory();
  authority->keyid = ASN1_OCTET_STRING_dup(issuer_id);
  return add(certificate, NID_authority_key_identifier, authority.get(), Critical::no);
}

Status fill(X509* certificate, const PublicKey& subject_key, const X509* issuer, const CertificateTerms& terms) {
  TRY(const Pkey key, load_p256(subject_key));
  if (X509_set_version(certificate, X509_VERSION_3) != 1 || X509_set_pubkey(certificate, key.get()) != 1) return no_memory();
  TRY_(set_serial(certificate));
  TRY_(set_times(certificate, terms));
  TRY_(set_common_name(X509_get_subject_name(certificate), terms.common_name));
  X509_NAME* issuer_name = X509_get_subject_name(issuer != nullptr ? issuer : certificate);
  if (X509_set_issuer_name(certificate, issuer_name) != 1) return no_memory();
  TRY_(add_basic_constraints(certificate, terms.is_ca, issuer == nullptr));
  TRY_(add_key_usage(certificate, terms.is_ca));
  TRY_(add_extended_key_usage(certificate, terms));
  TRY_(add_alternative_names(certificate, terms));
  return add_key_ids(certificate, issuer);
}

// X509_sign wants the private key itself, which may be in another process. So the fields that it would fill are filled here;
// OpenSSL hands them out as const only because it has no setters for them.
Status sign(X509* certificate, Signer& key) {
  const ASN1_BIT_STRING* signature_field = nullptr;
  const X509_ALGOR* algorithm_field = nullptr;
  X509_get0_signature(&signature_field, &algorithm_field, certificate);
  TRY_(set_ecdsa_sha256(const_cast<X509_ALGOR*>(algorithm_field)));
  TRY_(set_ecdsa_sha256(const_cast<X509_ALGOR*>(X509_get0_tbs_sigalg(certificate))));
  TRY(const Buffer body, encode_der(certificate, i2d_re_X509_tbs));
  TRY(const Buffer signature, sign_checked(key, body));
  return set_signature(const_cast<ASN1_BIT_STRING*>(signature_field), signature);
}

Result<std::string> to_pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return no_memory();
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

Result<std::string> make(const Issuer& issuer, const PublicKey& subject_key, const CertificateTerms& terms) {
  const Certificate certificate(X509_new());
  if (!certificate) return no_memory();
  TRY_(fill(certificate.get(), subject_key, issuer.certificate, terms));
  TRY_(sign(certificate.get(), issuer.key));
  return to_pem(certificate.get());
}

Status check_authority(X509* authority, const Signer& key) {
  if (X509_check_ca(authority) != 1 || (X509_get_key_usage(authority) & KU_KEY_CERT_SIGN) == 0) {
    return failed(Err::refused, "this certificate may not issue others");
  }
  if (!equal(public_key_of(X509_get_X509_PUBKEY(authority)).spki, key.public_key().spki)) {
    return Error{Err::bad_value, "the authority's certificate belongs to another key"};
  }
  return kOk;
}

}  // namespace

Result<std::string> self_signed(Signer& key, const CertificateTerms& terms) {
  return make(Issuer{key}, key.public_key(), terms);
}

Result<std::string> issue(Signer& ca_key, const std::string& ca_pem, const PublicKey& subject_key,
                          const CertificateTerms& terms) {
  TRY(const Certificate authority, read_certificate_pem(ca_pem));
  TRY_(check_authority(authority.get(), ca_key));
  return make(Issuer{ca_key, authority.get()}, subject_key, terms);
}

}  // namespace cardea::crypto
