// SPDX-License-Identifier: Apache-2.0
#include "service/config.hpp"

#include "lib/codec/json.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"

namespace cardea::service {
namespace {

constexpr std::int64_t kDay_s = 86'400;

Result<std::uint32_t> bounded(const Value& json, std::string_view key, std::int64_t low, std::int64_t high) {
  TRY(const std::int64_t value, json.integer(key));
  if (value < low || value > high) return Error{Err::bad_value, "a number of the configuration is out of range"};
  return static_cast<std::uint32_t>(value);
}

struct Authority {
  std::unique_ptr<crypto::EcKey> key;
  std::string pem;
};

Result<Authority> make_authority(const std::string& base, const std::string& name, std::int64_t now_s) {
  Authority authority;
  TRY(authority.key, crypto::EcKey::generate());
  crypto::CertificateTerms terms;
  terms.common_name = name;
  terms.not_before_s = now_s - kDay_s;
  terms.not_after_s = now_s + 20 * 365 * kDay_s;
  terms.is_ca = true;
  TRY(authority.pem, crypto::self_signed(*authority.key, terms));
  TRY(const SecretBytes key_pem, authority.key->to_pem());
  TRY_(store::write_file(base + ".key.pem", key_pem.expose_secret()));
  TRY_(store::write_file(base + ".crt.pem", as_bytes(authority.pem), 0644));
  return authority;
}

Status issue_leaf(Authority& by, const std::string& base, const crypto::CertificateTerms& terms) {
  TRY(auto key, crypto::EcKey::generate());
  TRY(const std::string pem, crypto::issue(*by.key, by.pem, key->public_key(), terms));
  TRY(const SecretBytes key_pem, key->to_pem());
  TRY_(store::write_file(base + ".key.pem", key_pem.expose_secret()));
  return store::write_file(base + ".crt.pem", as_bytes(pem), 0644);
}

Status make_server(const Terms& terms, std::int64_t now_s) {
  TRY(Authority ca, make_authority(terms.directory + "/tls/service-ca", "Cardea service CA", now_s));
  crypto::CertificateTerms leaf;
  leaf.common_name = terms.config.name;
  leaf.dns_names = {terms.config.name};
  leaf.ip_addresses = {terms.config.address};
  leaf.not_before_s = now_s - kDay_s;
  leaf.not_after_s = now_s + 397 * kDay_s;
  leaf.server_auth = true;
  return issue_leaf(ca, terms.directory + "/tls/server", leaf);
}

Status make_operator(const Terms& terms, std::int64_t now_s) {
  TRY(Authority ca, make_authority(terms.directory + "/tls/operator-ca", "Cardea operator CA", now_s));
  const std::string folder = terms.directory + "/operators/" + terms.first_operator;
  TRY_(store::make_directory(folder));
  crypto::CertificateTerms leaf;
  leaf.common_name = terms.first_operator;
  leaf.not_before_s = now_s - kDay_s;
  leaf.not_after_s = now_s + 90 * kDay_s;
  leaf.client_auth = true;
  TRY_(issue_leaf(ca, folder + "/operator", leaf));
  TRY(const std::string service_ca, store::read_text(terms.directory + "/tls/service-ca.crt.pem"));
  return store::write_file(folder + "/service-ca.pem", as_bytes(service_ca), 0644);
}

Status make_folders(const std::string& directory) {
  for (const char* folder : {"/tls", "/operators", "/repository"}) TRY_(store::make_directory(directory + folder));
  return kOk;
}

}  // namespace

Result<Config> parse_config(Bytes text) {
  TRY(const Value json, parse_json(text));
  Config config;
  TRY(config.address, json.text("address"));
  TRY(config.name, json.text("name"));
  TRY(const std::uint32_t edge, bounded(json, "edge_port", 0, 65535));
  TRY(const std::uint32_t api, bounded(json, "api_port", 0, 65535));
  TRY(const std::uint32_t open, bounded(json, "public_port", 0, 65535));
  config.edge_port = static_cast<std::uint16_t>(edge);
  config.api_port = static_cast<std::uint16_t>(api);
  config.public_port = static_cast<std::uint16_t>(open);
  TRY(config.visit_s, bounded(json, "visit_s", 2, 30 * kDay_s));
  if (json.find("visits_per_s") != nullptr) {
    TRY(config.visits_per_s, bounded(json, "visits_per_s", 1, 1'000'000));
  }
  TRY(config.terms.contact, json.text("contact"));
  TRY(config.terms.policy_url, json.text("policy_url"));
  TRY(config.terms.acknowledge_days, bounded(json, "acknowledge_days", 1, 90));
  TRY(config.terms.status_days, bounded(json, "status_days", 1, 90));
  return config;
}

std::string print_config(const Config& c) {
  Value json;
  json.set("address", c.address).set("name", c.name).set("edge_port", int{c.edge_port}).set("api_port", int{c.api_port});
  json.set("public_port", int{c.public_port})
      .set("visit_s", c.visit_s)
      .set("visits_per_s", c.visits_per_s)
      .set("contact", c.terms.contact);
  json.set("policy_url", c.terms.policy_url).set("acknowledge_days", c.terms.acknowledge_days).set("status_days", c.terms.status_days);
  return print_json_pretty(json);
}

Outcome<Unit> init_service(const Terms& terms, std::int64_t now_s) {
  if (store::file_exists(terms.directory + "/service.json")) {
    return Problem(Err::exists, "there is a service in " + terms.directory + " already", "name another folder with --dir");
  }
  TRY_(make_folders(terms.directory));
  TRY_(make_server(terms, now_s));
  TRY_(make_operator(terms, now_s));
  TRY_(store::write_file(terms.directory + "/tls/factory-ca.pem", as_bytes(terms.factory_ca_pem), 0644));
  // Last, so that a folder with service.json is whole.
  TRY_(store::write_file(terms.directory + "/service.json", as_bytes(print_config(terms.config)), 0644));
  return kOk;
}

}  // namespace cardea::service
