// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/client_certificates.hpp"

#include <openssl/pem.h>

#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kFileMax = 64U << 10;
constexpr std::int64_t kDay_s = 86'400;
constexpr const char* kElsewhere = "elsewhere.invalid";  // RFC 2606: nobody's name

using Identities = std::map<std::string, ServerIdentity>;

Result<SecretBytes> read_key(const std::string& path) {
  TRY(std::string text, store::read_text(path, kFileMax));
  SecretBytes key{std::string_view(text)};
  wipe(text);
  return key;
}

Result<ServerIdentity> read_identity(const CertificateFiles& files) {
  auto certificates = store::read_text(files.certificate, kFileMax);
  if (!certificates)
    return Error{certificates.error().code, "a certificate that the driver gives a client's server cannot be read"};
  auto key = read_key(files.key);
  if (!key) return Error{key.error().code, "a key that the driver gives a client's server cannot be read"};
  return ServerIdentity{std::move(*certificates), std::move(*key)};
}

// Who issues: the bench's authority, or one that we make up.
struct Authority {
  std::unique_ptr<crypto::EcKey> key;
  std::string certificates;
};

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using BioPtr = std::unique_ptr<BIO, FreeBio>;
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

// An encrypted key is not asked for on a terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

// Benches make their keys with all sorts of tools: any spelling in PEM becomes PKCS#8.
Result<SecretBytes> as_pkcs8(const SecretBytes& pem) {
  constexpr Error kNone{Err::bad_value,
                        "\"ca_key_file\" holds no unencrypted key of P-256: openssl genpkey -algorithm EC -pkeyopt "
                        "ec_paramgen_curve:P-256 makes one"};
  const Bytes spelled = pem.expose_secret();
  const BioPtr in(BIO_new_mem_buf(spelled.data(), static_cast<int>(spelled.size())));
  const std::unique_ptr<EVP_PKEY, FreeKey> key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr));
  const BioPtr out(BIO_new(BIO_s_secmem()));
  if (key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC ||
      PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return kNone;
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return SecretBytes{std::string_view(text, static_cast<std::size_t>(size))};
}

Result<Authority> authority_of(const CertificateFiles& files) {
  TRY(const ServerIdentity read, read_identity(files));
  TRY(const SecretBytes spelled, as_pkcs8(read.key));
  TRY(std::unique_ptr<crypto::EcKey> key, crypto::EcKey::from_pem(spelled));
  return Authority{std::move(key), read.certificates};
}

crypto::CertificateTerms terms_for(const std::string& name, std::int64_t now_s) {
  crypto::CertificateTerms terms;
  const bool is_address = socket_address(name, 0).ok();
  terms.common_name = is_address ? "server" : name.substr(0, 64);
  (is_address ? terms.ip_addresses : terms.dns_names).push_back(name);
  terms.not_before_s = now_s - 60 * kDay_s;
  terms.not_after_s = now_s + 60 * kDay_s;
  terms.server_auth = true;
  return terms;
}

crypto::CertificateTerms past(crypto::CertificateTerms terms, std::int64_t now_s) {
  terms.not_after_s = now_s - 30 * kDay_s;
  return terms;
}

// Another one under a well-known name: trust must rest on its key.
Result<Authority> stranger(const std::string& name, std::int64_t now_s) {
  TRY(std::unique_ptr<crypto::EcKey> key, crypto::EcKey::generate());
  crypto::CertificateTerms terms;
  terms.common_name = name;
  terms.not_before_s = now_s - 60 * kDay_s;
  terms.not_after_s = now_s + 60 * kDay_s;
  terms.is_ca = true;
  TRY(std::string certificate, crypto::self_signed(*key, terms));
  return Authority{std::move(key), std::move(certificate)};
}

Result<ServerIdentity> issued_by(const Authority& authority, const crypto::CertificateTerms& terms) {
  TRY(const std::unique_ptr<crypto::EcKey> key, crypto::EcKey::generate());
  TRY(const std::string leaf, crypto::issue(*authority.key, authority.certificates, key->public_key(), terms));
  TRY(SecretBytes spelled, key->to_pem());
  return ServerIdentity{leaf + authority.certificates, std::move(spelled)};
}

Result<ServerIdentity> self_signed_for(const crypto::CertificateTerms& terms) {
  TRY(const std::unique_ptr<crypto::EcKey> key, crypto::EcKey::generate());
  TRY(std::string certificate, crypto::self_signed(*key, terms));
  TRY(SecretBytes spelled, key->to_pem());
  return ServerIdentity{std::move(certificate), std::move(spelled)};
}

Status add_files(Identities& identities, const std::string& offer, const CertificateFiles& files) {
  if (files.empty()) return kOk;
  TRY(identities[offer], read_identity(files));
  return kOk;
}

// What the bench's authority lets us issue, where no file was given.
Status add_issued(Identities& identities, const ClientActs& acts, std::int64_t now_s) {
  if (acts.authority.empty()) return kOk;
  TRY(const Authority authority, authority_of(acts.authority));
  const std::pair<const char*, crypto::CertificateTerms> offers[]{{kTrusted.data(), terms_for(acts.name, now_s)},
                                                                  {"wrong name", terms_for(kElsewhere, now_s)},
                                                                  {"expired", past(terms_for(acts.name, now_s), now_s)}};
  for (const auto& [offer, terms] : offers) {
    if (identities.contains(offer)) continue;
    TRY(identities[offer], issued_by(authority, terms));
  }
  return kOk;
}

Result<std::string> name_of_issuer(const ServerIdentity& trusted) {
  TRY(const crypto::CertificateInfo info, crypto::certificate_info_pem(trusted.certificates));
  return info.issuer_common_name.empty() ? std::string("authority") : info.issuer_common_name;
}

}  // namespace

Result<Identities> identities_for(const ClientActs& acts, std::int64_t now_s) {
  Identities identities;
  TRY_(add_files(identities, std::string(kTrusted), acts.good));
  TRY_(add_files(identities, "wrong name", acts.wrong_name));
  TRY_(add_files(identities, "expired", acts.expired));
  TRY_(add_issued(identities, acts, now_s));
  TRY(identities["self-signed"], self_signed_for(terms_for(acts.name, now_s)));
  TRY(const std::string issuer, name_of_issuer(identities.at(std::string(kTrusted))));
  TRY(const Authority unknown, stranger(issuer, now_s));
  TRY(identities["unknown authority"], issued_by(unknown, terms_for(acts.name, now_s)));
  return identities;
}

}  // namespace cardea::assess
