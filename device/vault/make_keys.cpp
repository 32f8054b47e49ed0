// SPDX-License-Identifier: Apache-2.0
#include "device/vault/make_keys.hpp"

#include "contracts/ipc/peers.hpp"
#include "device/process/rules.hpp"
#include "device/vault/choose.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"

namespace cardea::vault {
namespace {

constexpr std::int64_t kLocalCertificateSeconds = std::int64_t{20} * 365 * 24 * 3600;

//= EN303645 5.6-2
// The certificate is shown to anybody who connects: it tells neither model, serial nor maker.
crypto::CertificateTerms local_terms(std::int64_t now_s) {
  crypto::CertificateTerms terms;
  terms.common_name = "device.local";
  terms.dns_names = {"device.local", "localhost"};
  terms.ip_addresses = {"127.0.0.1", "::1"};
  terms.not_before_s = now_s;
  terms.not_after_s = now_s + kLocalCertificateSeconds;
  terms.server_auth = true;
  return terms;
}

Result<std::string> common_name(const std::string& device) {
  TRY(const Buffer wire, store::read_file(device + "/identity/device.cbor", 4096));
  TRY(const Value identity, parse_cbor(wire));
  TRY(const std::string model, identity.text("model"));
  TRY(const std::string serial, identity.text("serial"));
  return model + ' ' + serial;
}

// One of the provider's two keys, for the two documents that the factory takes away.
class ProviderKey final : public crypto::Signer {
 public:
  using Sign = Result<Buffer> (Provider::*)(const crypto::Digest256&);
  ProviderKey(Provider& provider, crypto::PublicKey key, Sign sign) : provider_(provider), key_(std::move(key)), sign_(sign) {}
  crypto::PublicKey public_key() const override { return key_; }
  Result<Buffer> sign_digest(const crypto::Digest256& digest) override { return (provider_.*sign_)(digest); }

 private:
  Provider& provider_;
  crypto::PublicKey key_;
  Sign sign_;
};

Status confine_for_making(const std::string& device) {
  TRY(confine::Rules rules, process::rules_for(peer::vault, process::Place{device, board::Slot::a, std::nullopt, {}}));
  rules.paths.push_back({device + "/identity", /*write=*/true, /*execute=*/false});
  TRY_(confine::confine(rules));
  return kOk;
}

}  // namespace

Status make_keys(const std::string& device, const Clock& clock) {
  TRY(const std::string name, common_name(device));
  TRY_(make_provider(device));
  TRY(const auto keys, open_provider(device, UniqueFd()));
  TRY_(confine_for_making(device));
  ProviderKey identity(*keys, keys->device_public_key(), &Provider::sign_device);
  ProviderKey local(*keys, keys->local_public_key(), &Provider::sign_local);
  TRY(const Buffer csr, crypto::make_csr(identity, name));
  TRY_(store::write_file(device + "/identity/device.csr", csr, 0644));
  TRY(const std::string certificate, crypto::self_signed(local, local_terms(clock.wall_s())));
  return store::write_file(device + "/identity/local.crt.pem", as_bytes(certificate), 0644);
}

}  // namespace cardea::vault
