// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/client_certificates.hpp"

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
  TRY(std::string certificates, store::read_text(files.certificate, kFileMax));
  TRY(SecretBytes key, read_key(files.key));
  return ServerIdentity{std::move(certificates), std::move(key)};
}

// Who issues: the bench's authority, or one that we make up.
struct Authority {
  std::unique_ptr<crypto::EcKey> key;
  std::string certificates;
};

Result<Authority> authority_of(const CertificateFiles& files) {
  TRY(const ServerIdentity read, read_identity(files));
  TRY(std::unique_ptr<crypto::EcKey> key, crypto::EcKey::from_pem(read.key));
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
