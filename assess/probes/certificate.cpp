// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "assess/evidence/fact.hpp"
#include "assess/wire/tls.hpp"
#include "lib/base/time.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kNameMax = 512;
constexpr std::size_t kNamesMax = 32;

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, void (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free_all);
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, std::min(static_cast<std::size_t>(std::max(size, 0L)), kNameMax)};
}

std::string time_text(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return to_rfc3339(::timegm(&parts));
}

std::vector<std::string> alternative_names(const X509* certificate) {
  std::vector<std::string> out;
  auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names) && out.size() < kNamesMax; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_DNS) {
      const ASN1_STRING* text = name->d.dNSName;
      out.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                       std::min(static_cast<std::size_t>(ASN1_STRING_length(text)), kNameMax));
    } else if (name->type == GEN_IPADD) {
      out.push_back("ip " + to_hex({ASN1_STRING_get0_data(name->d.iPAddress),
                                    static_cast<std::size_t>(ASN1_STRING_length(name->d.iPAddress))}));
    }
  }
  GENERAL_NAMES_free(names);
  return out;
}

void add_uri(const ASN1_STRING* text, std::vector<std::string>& out) {
  if (text == nullptr || out.size() == kNamesMax) return;
  out.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                   std::min(static_cast<std::size_t>(ASN1_STRING_length(text)), kNameMax));
}

void add_lists(const X509* certificate, std::vector<std::string>& out) {
  auto* points = static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr));
  for (int i = 0; i < sk_DIST_POINT_num(points); ++i) {
    const DIST_POINT_NAME* name = sk_DIST_POINT_value(points, i)->distpoint;
    if (name == nullptr || name->type != 0) continue;
    for (int j = 0; j < sk_GENERAL_NAME_num(name->name.fullname); ++j) {
      const GENERAL_NAME* one = sk_GENERAL_NAME_value(name->name.fullname, j);
      if (one->type == GEN_URI) add_uri(one->d.uniformResourceIdentifier, out);
    }
  }
  CRL_DIST_POINTS_free(points);
}

// Where it may be asked whether the certificate still holds: lists (CRL) and answers (OCSP).
std::vector<std::string> revocation_places(X509* certificate) {
  std::vector<std::string> out;
  add_lists(certificate, out);
  STACK_OF(OPENSSL_STRING)* places = X509_get1_ocsp(certificate);
  for (int i = 0; i < sk_OPENSSL_STRING_num(places) && out.size() < kNamesMax; ++i)
    out.push_back(std::string(sk_OPENSSL_STRING_value(places, i)).substr(0, kNameMax));
  X509_email_free(places);
  return out;
}

std::int64_t days_of(const X509* certificate) {
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate), X509_get0_notAfter(certificate));
  return days;
}

std::int64_t serial_bits(X509* certificate) {
  BIGNUM* serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  const std::int64_t bits = serial == nullptr ? 0 : BN_num_bits(serial);
  BN_free(serial);
  return bits;
}

// Uses that the certificate limits itself to; empty: it names none.
std::vector<std::string> extended_uses(const X509* certificate) {
  std::vector<std::string> out;
  auto* uses = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr));
  for (int i = 0; i < sk_ASN1_OBJECT_num(uses) && out.size() < kNamesMax; ++i)
    out.emplace_back(OBJ_nid2sn(OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, i))));
  EXTENDED_KEY_USAGE_free(uses);
  return out;
}

void describe_promises(X509* certificate, Value& values) {
  values.set("self_signed", X509_self_signed(certificate, 1) == 1);
  values.set("days", days_of(certificate));
  values.set("serial_bits", serial_bits(certificate));
  values.set("revocation", list_of(revocation_places(certificate)));
  values.set("must_staple", X509_get_ext_by_NID(certificate, NID_tlsfeature, -1) >= 0);
  if (const std::uint32_t uses = X509_get_key_usage(certificate); uses != UINT32_MAX) values.set("key_usage", std::int64_t{uses});
  values.set("extended_uses", list_of(extended_uses(certificate)));
}

std::string hash_of_signature(const X509* certificate) {
  int digest = NID_undef;
  if (X509_get_signature_info(const_cast<X509*>(certificate), &digest, nullptr, nullptr, nullptr) != 1 || digest == NID_undef)
    return {};
  return OBJ_nid2sn(digest);
}

}  // namespace

Result<Value> describe_certificate(Bytes der) {
  const unsigned char* in = der.data();
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      der.empty() ? nullptr : d2i_X509(nullptr, &in, static_cast<long>(der.size())), X509_free);
  ERR_clear_error();
  if (!certificate) return Error{Err::bad_value, "the target showed no certificate that can be read"};
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  TRY(const std::string pin, spki_pin_of(der));
  Value values;
  values.set("subject", name_text(X509_get_subject_name(certificate.get())));
  values.set("issuer", name_text(X509_get_issuer_name(certificate.get())));
  values.set("names", list_of(alternative_names(certificate.get())));
  values.set("not_before", time_text(X509_get0_notBefore(certificate.get())));
  values.set("not_after", time_text(X509_get0_notAfter(certificate.get())));
  values.set("key_type", key == nullptr ? "unknown" : EVP_PKEY_get0_type_name(key));
  values.set("key_bits", key == nullptr ? std::int64_t{0} : std::int64_t{EVP_PKEY_get_bits(key)});
  values.set("key_strength_bits", key == nullptr ? std::int64_t{0} : std::int64_t{EVP_PKEY_get_security_bits(key)});
  values.set("signature_hash", hash_of_signature(certificate.get()));
  values.set("spki_sha256", pin);
  describe_promises(certificate.get(), values);
  ERR_clear_error();
  return values;
}

}  // namespace cardea::assess
